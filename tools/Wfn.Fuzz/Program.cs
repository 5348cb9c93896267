using System.Globalization;
using Wfn.Fuzz;

// fuzz [--seed N] [--cases N] [--seconds N] [--threads N] [--compile-every N] [--case N] [--out FOLDER]
var options = FuzzOptions.Parse(args);
if (options is null)
{
    Console.Error.WriteLine("fuzz [--seed N] [--cases N] [--seconds N] [--threads N] [--compile-every N] [--case N] [--out FOLDER]");
    return 2;
}

var report = FuzzRun.Run(options, Console.Error.WriteLine);
Console.WriteLine(report.ToString(CultureInfo.InvariantCulture));
return report.Failures.Count == 0 ? 0 : 1;
