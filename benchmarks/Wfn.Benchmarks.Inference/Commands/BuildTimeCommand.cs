extern alias WfnGenerator;

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Wfn.Benchmarks.Inference.Measurement;
using Wfn.Benchmarks.Inference.Networks;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Benchmarks.Inference.Commands;

/// <summary>What a model costs the build: the generator alone, and a project with nothing else in it.</summary>
internal static partial class BuildTimeCommand
{
    /// <summary>The network of 11.7 million weights.</summary>
    public const string Largest = "resnet18";

    /// <summary>Builds, unless the command line says otherwise.</summary>
    public const int Runs = 3;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var network = new Argument<string>("network") { Description = "The network.", DefaultValueFactory = _ => Largest };
        var runs = new Option<int>("--runs") { Description = "How often everything is built.", DefaultValueFactory = _ => Runs };
        var command = new Command("build-time", "Time and memory of building an assembly from a .wfn file.") { network, runs };
        command.SetAction(parsed =>
        {
            Machine.Print();
            Run(NetworkCatalogue.Named([parsed.GetValue(network)!])[0], parsed.GetValue(runs));
        });
        return command;
    }

    /// <summary>Measures a network and prints the table.</summary>
    public static void Run(BenchmarkNetwork network, int runs)
    {
        var prepared = PreparedNetwork.Prepare(network);
        var weights = prepared.Artifact.Tensors.Sum(t => t.Indices.Count);
        Console.WriteLine("| step | seconds, median (quartiles) | peak memory |\n|---|---|---|");
        foreach (var (name, numerics, kernel) in new[]
        {
            ("fixed point", GeneratedNumerics.FixedPoint, GeneratedKernel.Auto),
            ("shift-add", GeneratedNumerics.FixedPoint, GeneratedKernel.ShiftAdd),
            ("float32", GeneratedNumerics.Float32, GeneratedKernel.Auto),
        })
        {
            MeasureGenerator(prepared, name, numerics, kernel, weights);
        }

        MeasureBuild(prepared, runs);
    }

    // As the compiler runs it: text in, text out.
    private static void MeasureGenerator(
        PreparedNetwork network, string name, GeneratedNumerics numerics, GeneratedKernel kernel, int weights)
    {
        var text = File.ReadAllText(network.Fixed);
        var options = new GenerationOptions
        {
            Namespace = "Built",
            ClassName = "BuiltModel",
            Numerics = numerics,
            Kernel = kernel,
            MaxTableBytes = int.MaxValue,
        };
        var seconds = new List<double>();
        for (var run = 0; run < 4; run++)
        {
            var watch = Stopwatch.StartNew();
            if (ModelSource.Generate(text, options).HasErrors)
            {
                throw new InvalidOperationException("nothing was generated");
            }

            seconds.Add(watch.Elapsed.TotalSeconds);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| generator, {name}: {weights / 1e6:F2} million weights | "
                + $"first run {seconds[0]:F2}, then {Spread.Of(seconds.Skip(1)).ToString("F2")}: "
                + $"{seconds.Skip(1).Min() / weights * 1e6:F2} s a million weights | |"));
    }

    private static void MeasureBuild(PreparedNetwork network, int runs)
    {
        var project = RepositoryPaths.Root("benchmarks/Wfn.Benchmarks.Build");
        string[] build =
            ["build", project, "-c", "Release", "-p:BenchmarkModel=" + network.Fixed, "-p:UseSharedCompilation=false", "-tl:off"];
        ChildProcess.Dotnet(null, build);
        var (whole, compiler, processor, memory) = (new List<double>(), new List<double>(), new List<double>(), 0L);
        for (var run = 0; run < runs; run++)
        {
            var watch = Stopwatch.StartNew();
            var used = 0.0;
            var output = ChildProcess.Dotnet(
                () => (memory, used) = Watch(memory, used),
                [.. build, "--no-restore", "--no-dependencies", "-t:Rebuild", "-clp:PerformanceSummary", "-v:n"]);
            whole.Add(watch.Elapsed.TotalSeconds);
            processor.Add(used);
            compiler.Add(CompilerTime().Matches(output).Sum(m => double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)) / 1000);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| compiler with generator | {Spread.Of(compiler).ToString("F1")}; "
                + $"of processor time {Spread.Of(processor).ToString("F1")} | {memory / 1e9:F2} GB |"));
        Console.WriteLine($"| the whole `dotnet build` of the project | {Spread.Of(whole).ToString("F1")} | |\n");
    }

    private static (long Memory, double Seconds) Watch(long memory, double seconds)
    {
        foreach (var process in Process.GetProcesses().Where(IsCompiler))
        {
            memory = Math.Max(memory, ChildProcess.PeakMemory(process.Id));
            seconds = Math.Max(seconds, ProcessorTime(process));
        }

        return (memory, seconds);
    }

    private static double ProcessorTime(Process process)
    {
        try
        {
            return process.TotalProcessorTime.TotalSeconds;
        }
        catch (InvalidOperationException)
        {
            // It has ended meanwhile.
            return 0;
        }
    }

    private static bool IsCompiler(Process process)
    {
        try
        {
            // Other builds may run, too: this one's compiler names its project's folder.
            return process.ProcessName is "csc" or "dotnet"
                && File.ReadAllText($"/proc/{process.Id}/cmdline").Contains("csc", StringComparison.Ordinal)
                && File.ReadAllText($"/proc/{process.Id}/cmdline").Contains("/noconfig", StringComparison.Ordinal)
                && new FileInfo($"/proc/{process.Id}/cwd").LinkTarget?.Contains("Wfn.Benchmarks.Build", StringComparison.Ordinal) == true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^\s*([0-9]+) ms\s+Csc\s", RegexOptions.Multiline)]
    private static partial Regex CompilerTime();
}
