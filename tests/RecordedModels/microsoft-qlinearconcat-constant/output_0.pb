
ByJ!C10E5H8V4CO!p*6,@W8B&#8i