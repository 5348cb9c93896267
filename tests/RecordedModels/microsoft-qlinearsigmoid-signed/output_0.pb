
(ByJPß¹…¨§0ÀªLxtU«•y„)„ÃwKz)Žw)zÒÆv8ŠÃ‹#g“Š„ª#á†¸¨©¯q–Hwlk’xx›#áy8¥…N«®æPswaÏqs