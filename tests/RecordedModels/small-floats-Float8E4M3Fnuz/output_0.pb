
ByJ 'Æ=‡È-A'hA#<@…ÚÎ=RlAIùAt∞‘ø