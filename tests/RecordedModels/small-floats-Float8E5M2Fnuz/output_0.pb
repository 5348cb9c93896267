
ByJ #¢=k"¢Dwù
E—´C!jÜ=rjÜD?í<E„Û=Ã