module Library

let scores = App.Digits.OutputLength
