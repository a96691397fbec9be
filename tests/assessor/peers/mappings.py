"""The mapping of the small files of peers."""

MAPPING = """\
peers: 1
line: owned
title: Peers of the test
track: declared
organisation: {column: firm}
date: {column: decided}
industry: {column: industry, scheme: isic4}
country: {column: country}
size: {column: staff}
nodes:
  - {id: overall, column: overall, title: Overall, scale: {low: 1, high: 5}}
  - {id: service, column: service, scale: {low: 0, high: 10}}
"""
