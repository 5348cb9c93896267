var scores = new float[Library.Digits.OutputLength];
Library.Digits.Infer([1, 2, 3, 4], scores);
var others = new float[Other.Digits.OutputLength];
Other.Digits.Infer([1, 2, 3, 4], others);
System.Console.WriteLine(System.MemoryExtensions.SequenceEqual<float>(scores, others) ? "the same" : "not the same");
