// One answer and out: how long that takes from the start of the process, the benchmarks' command first-answer measures.
using Wfn.Benchmarks.Startup;

var scores = new float[FashionResNet8.OutputLength];
FashionResNet8.Infer(Picture.Make(), scores);
Console.WriteLine(Picture.Largest(scores));
if (args.Length > 0)
{
    // Whoever measures memory looks at the process now, and then closes its input.
    Console.OpenStandardInput().ReadByte();
}
