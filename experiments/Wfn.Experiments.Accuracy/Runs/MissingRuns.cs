using System.Globalization;
using System.IO.Enumeration;
using Wfn.Experiments.Accuracy.Baselines;
using Wfn.Experiments.Accuracy.Methods;
using Wfn.Experiments.Accuracy.Results;
using Wfn.Graph;
using Wfn.Import;
using Wfn.Import.Onnx;
using Wfn.Training.Data;

namespace Wfn.Experiments.Accuracy.Runs;

/// <summary>
/// Runs every method, network and seed that has no result yet, one after another; what was interrupted goes on where it was.
/// </summary>
/// <param name="settings">What to run.</param>
/// <param name="report">Takes lines that tell how far it is.</param>
/// <param name="cancellation">Stops at the next batch.</param>
internal sealed class MissingRuns(RunSettings settings, Action<string> report, CancellationToken cancellation)
{
    private readonly ResultFolder folder = new(settings.Output);

    /// <summary>Runs them all, first seeds first, so that there is a whole table early.</summary>
    /// <returns>How many results were added.</returns>
    public int Run()
    {
        var training = DataReader.Read(settings.Training);
        training = training.Take(settings.Samples ?? training.Count);
        var test = DataReader.Read(settings.Test);
        var networks = settings.Models.Select(path => Network.Read(path, training, test)).ToArray();
        var finished = 0;
        for (var seed = 1; seed <= MethodCatalogue.All.Max(method => method.Seeds); seed++)
        {
            foreach (var network in networks)
            {
                foreach (var method in MethodCatalogue.All.Where(method => method.Seeds >= seed && IsWanted(network.Name, method, seed)))
                {
                    finished += Finish(network, method, seed) ? 1 : 0;
                }
            }
        }

        return finished;
    }

    // Every other result is compared with the original's.
    private bool IsWanted(string network, IMethod method, int seed)
    {
        var name = RunResult.NameOf(network, method.Name, seed);
        return method is OriginalNetwork
            || (settings.Only.Count == 0
                ? !method.IsAblation || settings.Ablations
                : settings.Only.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name)));
    }

    private bool Finish(Network network, IMethod method, int seed)
    {
        var name = RunResult.NameOf(network.Name, method.Name, seed);
        if (folder.Find(name) is not null)
        {
            return false;
        }

        report($"{name}: begins");
        var state = settings.Samples is null ? RepositoryPaths.Checkpoints() : Directory.CreateDirectory(settings.Output).FullName;
        var checkpoint = Path.Combine(state, name + ".checkpoint");
        var outcome = method.Run(new MethodTask
        {
            Graph = network.Graph,
            Training = network.Training,
            Epochs = settings.Epochs,
            Seed = seed,
            Threads = settings.Threads,
            Checkpoint = checkpoint,
            Report = line => report($"{name}: {line}"),
            Cancellation = cancellation,
        });
        var evaluation = new OutcomeEvaluation(network.Training, network.Test, settings.Threads, cancellation);
        var original = method is OriginalNetwork
            ? null
            : folder.Find(RunResult.NameOf(network.Name, OriginalNetwork.NameOfOriginal, 1))!.Float.Unpack();
        var measured = evaluation.Measure(outcome, network.Source, original, Path.Combine(state, name + ".wfn"));
        folder.Write(measured with
        {
            Network = network.Name,
            Method = method.Name,
            Seed = seed,
            TrainingData = network.Training.Source,
            TestData = network.Test.Source,
            Threads = settings.Threads,
            Machine = Machine.Describe(),
            Date = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Command = settings.Command,
        });
        File.Delete(checkpoint);
        var generated = measured.FixedPoint is { } exact ? FormattableString.Invariant($", {100 * exact.TopOne:F2} % generated code") : "";
        report(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {measured.UniqueWeights} values, {measured.EntropyBits:F2} bits, "
                + $"{100 * measured.Float.TopOne:F2} % float{generated}, {measured.TrainingSeconds:F0} s"));
        return true;
    }

    /// <summary>A network with the data in its shape.</summary>
    private sealed record Network(string Name, NetworkGraph Graph, SourceModel Source, LabelledData Training, LabelledData Test)
    {
        public static Network Read(string path, LabelledData training, LabelledData test)
        {
            var model = OnnxImporter.Import(path, new ImportOptions());
            return new Network(
                Path.GetFileNameWithoutExtension(path), model.Graph, model.Source, training.Fit(model.Graph), test.Fit(model.Graph));
        }
    }
}
