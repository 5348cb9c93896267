
ByJ'J767L`Pft€R0=2GOZ+4EWTi