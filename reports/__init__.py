"""Documents and workbooks, made from the frozen values of grants.domain alone.

`reports.papier.render` makes the files of a paper. Nothing is imported here: laying out pages takes a library that is
slow to load, and writing a workbook does not need it.
"""
