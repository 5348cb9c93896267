using System.CommandLine;
using Wfn.Experiments.Accuracy.Runs;
using Wfn.Training.Native;

namespace Wfn.Experiments.Accuracy.Commands;

/// <summary>Runs what has no result yet.</summary>
internal static class RunCommand
{
    private const int PaperEpochs = 27;
    private const string Data = "/usr/share/datasets/fashion-mnist";
    private static readonly string[] Models = ["tests/Models/fashion-resnet8.onnx", "tests/Models/fashion-cnn.onnx"];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var models = new Option<string[]>("--model")
        {
            Description = "ONNX files; fashion-resnet8 and fashion-cnn by default.",
            DefaultValueFactory = _ => [.. Models.Select(RepositoryPaths.Root)],
        };
        var train = new Option<string?>("--train")
        {
            Description = $"Training data as for compress; by default that of Debian's package dataset-fashion-mnist in {Data}.",
            DefaultValueFactory = _ => Default("train"),
        };
        var test = new Option<string?>("--test") { Description = "Test data, the same.", DefaultValueFactory = _ => Default("t10k") };
        var only = new Option<string[]>("--only")
        {
            Description = "What to run, by patterns of NETWORK-METHOD-seedN with * and ?.",
            DefaultValueFactory = _ => [],
            AllowMultipleArgumentsPerToken = true,
        };
        var ablations = new Option<bool>("--ablations") { Description = "Variants of ours, too." };
        var epochs = new Option<int>("--epochs")
        {
            Description = "Epochs of every retrained method.",
            DefaultValueFactory = _ => PaperEpochs,
        };
        var threads = new Option<int>("--threads")
        {
            Description = "Threads; 0 for one a core. Results are the same only for the same number.",
            DefaultValueFactory = _ => 1,
        };
        var samples = new Option<int?>("--samples") { Description = "For trials: the first so many training samples; needs --output." };
        var output = new Option<string?>("--output") { Description = "The folder of results; the recorded ones by default." };
        var command = new Command("run", "Runs what has no result yet, one after another; goes on from where it was interrupted.")
        {
            models, train, test, only, ablations, epochs, threads, samples, output,
        };
        command.SetAction((parsed, cancellation) =>
        {
            if (parsed.GetValue(samples) is not null && parsed.GetValue(output) is null)
            {
                throw new ArgumentException("--samples is for trials and needs an --output folder of its own");
            }

            var settings = new RunSettings(
                parsed.GetValue(models)!,
                parsed.GetValue(train) ?? throw Missing("--train"),
                parsed.GetValue(test) ?? throw Missing("--test"),
                parsed.GetValue(only)!,
                parsed.GetValue(ablations),
                parsed.GetValue(epochs),
                parsed.GetValue(threads),
                parsed.GetValue(samples),
                parsed.GetValue(output) ?? RepositoryPaths.Results,
                $"dotnet run -c Release --project {RepositoryPaths.Project} -- "
                    + string.Join(' ', parsed.Tokens.Select(token => token.Value)));
            LibTorch.EnsureLoaded();
            var finished = new MissingRuns(settings, Console.WriteLine, cancellation).Run();
            Console.WriteLine($"{finished} results added to {settings.Output}");
            return Task.FromResult(0);
        });
        return command;
    }

    private static string? Default(string part) => Directory.Exists(Data)
        ? $"{Data}/{part}-images-idx3-ubyte.gz,{Data}/{part}-labels-idx1-ubyte.gz"
        : null;

    private static ArgumentException Missing(string option) =>
        new($"{option} is needed: {Data} is not there (IMAGES,LABELS as IDX files, also gzip-compressed)");
}
