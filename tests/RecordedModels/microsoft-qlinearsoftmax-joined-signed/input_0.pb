
J$4CVÞbƒKšaCøŸ¬D…ë‰“è¨"otæp