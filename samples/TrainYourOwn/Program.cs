// A TorchSharp module of one's own: trained, moved onto one small codebook, and written as the file that a build makes C# of.
using System.Globalization;
using TrainYourOwn;
using Wfn.Training.Modules;

ModuleFixing.Prepare(); // before anything touches TorchSharp's types
var output = args is [var path, ..] ? path : "spirals.wfn";
var (accuracy, fixedAccuracy, values) = SpiralTraining.Run(output);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"accuracy {accuracy:F3} -> {fixedAccuracy:F3}, {values} different values, {output}"));
