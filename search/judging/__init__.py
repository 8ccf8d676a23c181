"""How good the order of answers is: judged questions are asked as a shopper asks them, and the
gains of the first ten are compared with the best order there could be, and with plain BM25.
"""
