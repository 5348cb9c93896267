using System.CommandLine;
using System.Globalization;
using Wfn.Benchmarks.Inference.Measurement;
using Wfn.Benchmarks.Inference.Networks;

namespace Wfn.Benchmarks.Inference.Commands;

/// <summary>Whole processes: from start to the first answer, memory, and what has to be deployed.</summary>
internal static class FirstAnswerCommand
{
    /// <summary>Starts of every app, unless the command line says otherwise.</summary>
    public const int Runs = 41;

    private const string Generated = "benchmarks/Wfn.Benchmarks.Startup/Generated/Wfn.Benchmarks.Startup.Generated.csproj";
    private const string Runtime = "benchmarks/Wfn.Benchmarks.Startup/OnnxRuntime/Wfn.Benchmarks.Startup.OnnxRuntime.csproj";
    private const string Nothing = "benchmarks/Wfn.Benchmarks.Startup/Nothing/Wfn.Benchmarks.Startup.Nothing.csproj";
    private static readonly string[] NotDeployed = [".pdb", ".dbg", ".xml", ".lib", ".exp"];

    private static readonly Variant[] Variants =
    [
        new("ORT, framework-dependent", Runtime, "Framework"),
        new("ORT, self-contained and trimmed", Runtime, "Trimmed"),
        new("no network, framework-dependent", Nothing, "Framework"),
        new("ours, framework-dependent", Generated, "Framework"),
        new("ours, framework-dependent, ready to run", Generated, "ReadyToRun"),
        new("ours, self-contained and trimmed", Generated, "Trimmed"),
        new("no network, NativeAOT", Nothing, "NativeAot"),
        new("ours, NativeAOT", Generated, "NativeAot"),
        new("ours, NativeAOT with AVX2", Generated, "NativeAotAvx2"),
    ];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var runs = new Option<int>("--runs") { Description = "Starts of every app.", DefaultValueFactory = _ => Runs };
        var command = new Command(
            "first-answer", "Time from process start to the first answer, peak memory and deployed bytes, beside an app on ONNX Runtime.")
        {
            runs,
        };
        command.SetAction(parsed =>
        {
            Machine.Print();
            Run(parsed.GetValue(runs));
        });
        return command;
    }

    /// <summary>Publishes all apps, starts them in turns and prints the table.</summary>
    public static void Run(int runs)
    {
        var model = PreparedNetwork.Prepare(NetworkCatalogue.Named(["fashion-resnet8"])[0]).Float;
        Measure([.. Variants.Select(v => (v, Publish(v, model)))], runs);
    }

    private static string Publish(Variant variant, string model)
    {
        Console.Error.WriteLine($"publishing: {variant.Name}");
        var folder = RepositoryPaths.Output("first-answer/" + variant.Name.Replace(", ", "-", StringComparison.Ordinal).Replace(' ', '-'));
        Directory.Delete(folder, recursive: true);
        string[] properties = ["-p:BenchmarkModel=" + model, "-p:Deployment=" + variant.Deployment];
        ChildProcess.Dotnet(null, ["publish", variant.Project, "-c", "Release", "-o", folder, .. properties, "-v", "q"]);
        return Path.Combine(folder, Path.GetFileNameWithoutExtension(variant.Project) + (OperatingSystem.IsWindows() ? ".exe" : ""));
    }

    private static void Measure((Variant Variant, string Executable)[] apps, int runs)
    {
        var seconds = apps.Select(_ => new double[runs]).ToArray();
        var answers = apps.Select(a => ChildProcess.FirstLine(a.Executable).Line).Distinct().ToArray();
        if (answers.Length != 1 || answers[0].Length == 0)
        {
            throw new InvalidOperationException($"the apps do not agree: {string.Join(", ", answers)}");
        }

        for (var run = 0; run < runs; run++)
        {
            for (var place = 0; place < apps.Length; place++)
            {
                var which = (run + place) % apps.Length;
                seconds[which][run] = ChildProcess.FirstLine(apps[which].Executable).Seconds;
            }
        }

        Console.WriteLine(
            "| app | ms to the first answer | of ORT's | peak memory, MB | bytes deployed | of ORT's |\n|---|---|---|---|---|---|");
        var bytes = apps.Select(a => DeployedBytes(a.Executable)).ToArray();
        for (var i = 0; i < apps.Length; i++)
        {
            var (app, executable) = apps[i];
            var ratio = Spread.Of(seconds[i].Zip(seconds[0], (own, theirs) => own / theirs));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {app.Name} | {Spread.Of(seconds[i].Select(s => s * 1000)).ToString("F1")} | 1/{1 / ratio.Median:F1} | "
                    + $"{ChildProcess.PeakMemory(executable) / 1e6:F1} | {bytes[i]:N0} | 1/{(double)bytes[0] / bytes[i]:F1} |"));
        }

        Console.WriteLine();
    }

    private static long DeployedBytes(string executable) => new DirectoryInfo(Path.GetDirectoryName(executable)!)
        .EnumerateFiles("*", SearchOption.AllDirectories)
        .Where(f => !NotDeployed.Contains(f.Extension, StringComparer.OrdinalIgnoreCase))
        .Sum(f => f.Length);

    private sealed record Variant(string Name, string Project, string Deployment);
}
