
BscoresJ t=<GБL?ѕZ9>АЛщ;НЩЭ<¶p'?)u›>Зyy<