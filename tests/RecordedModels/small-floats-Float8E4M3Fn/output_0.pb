
ByJ '.>‡È≠A'ËA#º@…Úk>RÏAIBt∞T¿