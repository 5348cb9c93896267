
ByJ6Ú_¦ªŽz–˜iGŽe°Š{B|’­i|ÊYnV“zÏ¥¦gf^d™‘B«ªz©´~´y¢yM¡y