
ByJleNjeOv*hv*hvÿhÿ_}.%}.u}#uSvu]vO]vOVlVl=Vm=fx=fx5fx5D^oD~oD~k~kcCùCl?lx%xUGxZ]iZ]K?*lpTlpT^rT^rT^rT