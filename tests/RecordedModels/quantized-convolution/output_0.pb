
ByJÿÿÿÿhh@DiiiÇŒŒºÿ",9N