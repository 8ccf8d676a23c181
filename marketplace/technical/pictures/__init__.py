"""Pictures that feeds name: fetched in the background, checked, kept once; else drawings stand in.

A feed names addresses (``addresses``), each is fetched once (``fetches``) and must be a picture
(``checks``); what looks the same is kept once, as WebP in the shop's widths (``files``). The first
picture of a reference stands for it in lists (``covers``); what could not be fetched its seller is
told (``dead_links``).
"""
