
BvalueJгаM©l╪╞©~Чк©