using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace WholePath;

/// <summary>Compress, build, run, tell.</summary>
/// <remarks>Ends with exit code 2 where the fixed network is worse than the original beyond what chance explains.</remarks>
internal sealed class WholePathRun(Repository repository, FashionData data, string? model, bool searches, int seed)
{
    private const int LimitNotMet = 2;
    private readonly string network = model ?? Path.Combine(repository.App, "fashion-resnet8.onnx");

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(repository.Output);
        var artifact = Path.Combine(repository.Output, Path.GetFileNameWithoutExtension(network) + ".wfn");
        var watch = Stopwatch.StartNew();

        Console.Error.WriteLine(
            $"1/3 fixing {Path.GetFileName(network)} {(searches ? "with retraining" : "by what training images tell")} (dotnet wfn compress)");
        var tool = Path.Combine(AppContext.BaseDirectory, "dotnet-wfn.dll");
        string[] how = searches
            ? ["--data", data.Training, "--seed", seed.ToString(CultureInfo.InvariantCulture)]
            : ["--calibration", data.Training];
        var (code, json) = await ChildProcess.DotnetAsync(
            repository.Root, [tool, "compress", network, .. how, "--eval", data.Test, "-o", artifact, "--json"], cancellation);
        if (code != 0)
        {
            return code;
        }

        Console.Error.WriteLine("2/3 building the sample app with the artifact as its one WfnModel item (dotnet build)");
        string[] build = ["build", repository.App, "-c", "Release", $"-p:FashionModel={artifact}", "-v", "q", "--nologo"];
        (code, var log) = await ChildProcess.DotnetAsync(repository.Root, build, cancellation);
        if (code != 0)
        {
            Console.Error.WriteLine(log);
            return code;
        }

        Console.Error.WriteLine("3/3 running the app on the 10,000 test images");
        (code, var answer) = await ChildProcess.DotnetAsync(repository.Root, [repository.AppAssembly, data.TestFolder], cancellation);
        if (code != 0)
        {
            Console.Error.WriteLine(answer);
            return code;
        }

        using var report = JsonDocument.Parse(json);
        AnsiConsole.Write(ResultTable(report.RootElement, AppAnswer.Parse(answer), artifact, watch.Elapsed));
        if (report.RootElement.GetProperty("accuracyDifferenceHigh").GetDouble() >= 0)
        {
            return 0;
        }

        Console.Error.WriteLine("accuracy was lost: all of the interval is below zero");
        return LimitNotMet;
    }

    private Table ResultTable(JsonElement report, AppAnswer app, string artifact, TimeSpan elapsed)
    {
        double Number(string name) => report.GetProperty(name).GetDouble();
        string Points(string name) => (100 * Number(name)).ToString("+0.00;−0.00", CultureInfo.InvariantCulture);
        var table = new Table().AddColumns("figure", "value");
        void Row(string figure, FormattableString value) => table.AddRow(figure, Markup.Escape(FormattableString.Invariant(value)));
        Row("accuracy, original network", $"{Number("accuracyOriginal"):P2}");
        Row("accuracy, fixed network in float", $"{Number("accuracyFloat"):P2}");
        Row("accuracy, generated code in the app", $"{app.Accuracy:P2} of {app.Images:N0} images");
        Row(
            "difference to the original (95 % interval)",
            $"{Points("accuracyDifference")} points ({Points("accuracyDifferenceLow")} to {Points("accuracyDifferenceHigh")})");
        Row("unique weights (zero included)", $"{Number("uniqueWeights"):F0} for {Number("parameters"):N0} parameters");
        Row("entropy", $"{Number("entropyBits"):F2} bits a weight");
        Row("bytes before → after", $"{new FileInfo(network).Length:N0} → {new FileInfo(artifact).Length:N0} (.wfn)");
        Row("weights alone", $"{32:F2} → {Number("payloadBitsPerWeight"):F2} bits a weight");
        Row("time per image, one thread", $"{app.MicrosecondsPerImage:F1} µs");
        Row("time of the whole run", $"{elapsed.TotalSeconds:F0} s");
        return table;
    }
}
