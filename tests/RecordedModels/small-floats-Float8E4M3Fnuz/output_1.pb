
BzJ '.?‡È≠B'ËB#ºA…Úk?RÏBICt∞T¡