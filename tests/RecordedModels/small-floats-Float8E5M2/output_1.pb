
BzJ #¢?k"¢Fwù
G—´E!jÜ?rjÜF?í<G„Û=Å