using System;
using System.Threading;
using Watch;

var scores = new float[Digits.OutputLength];
Digits.Infer([1, 2, 3, 4], scores);
Console.WriteLine("scores " + string.Join(' ', scores));
Thread.Sleep(Timeout.Infinite);
