"""Documents and workbooks, made from the frozen values of grants.domain alone."""
