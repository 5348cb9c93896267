
ByJPdÈ´BS^±ÂøsëA¤’Á—âÈAx	ÂTIe¿P(ÁuÆAw+B\Ç>BBzÆAÑo›Áxç:¿9:!B‚YYA4²ýÁ7ÿ!ÁwAý•Á