"""The report for editing: as a Word document and as Markdown, both written from the flow of plain blocks."""
