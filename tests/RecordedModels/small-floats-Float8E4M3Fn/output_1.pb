
BzJ 'Æ?‡È-C'hC#<B…ÚÎ?RlCIùCt∞‘¡