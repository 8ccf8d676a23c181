"""Tables in other wrappings than lines of text: archives, workbooks, XML, JSON."""
