"""Messages to people: written with what they tell, sent by SMTP or put into a folder."""
