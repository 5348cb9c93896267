using Wfn.Experiments.Accuracy.Baselines;
using Wfn.Experiments.Accuracy.Methods;
using Wfn.Graph;
using Wfn.Training.Data;

namespace Wfn.Experiments.Accuracy.Tests;

public sealed class MethodTests
{
    private const int Features = 6;
    private const int Classes = 3;

    public static TheoryData<string> Retrained =>
        [.. MethodCatalogue.All.Where(method => method is RetrainedQuantization).Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(Retrained))]
    public void AnInterruptedMethodEndsAsAnUndisturbedOne(string name)
    {
        var method = MethodCatalogue.All.Single(one => one.Name == name);
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var undisturbed = method.Run(Task(Path.Combine(folder, "one")));
            using var stop = new CancellationTokenSource();
            Assert.ThrowsAny<OperationCanceledException>(() => method.Run(Task(Path.Combine(folder, "two")) with
            {
                Report = line => StopAfter(line, "epoch 2", stop),
                Cancellation = stop.Token,
            }));
            var lines = new List<string>();
            var resumed = method.Run(Task(Path.Combine(folder, "two")) with { Report = lines.Add });

            Assert.Equal("going on after epoch 2", lines[0]);
            Assert.Equal(undisturbed.Graph, resumed.Graph);
            Assert.Equal(undisturbed.PayloadBits, resumed.PayloadBits);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("kmeans-3bit", 8, 8)]
    [InlineData("kmeans-4bit", 16, 16)]
    [InlineData("apot-3bit", 7, 7)]
    [InlineData("apot-4bit", 15, 15)]
    [InlineData("apot-3bit-ends8", 255, 7)]
    public void LayersEndOnFewValuesAndBiasesStayFloat(string name, int mostAtTheEnds, int mostBetween)
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var task = Task(Path.Combine(folder, "one"));
            var outcome = MethodCatalogue.All.Single(one => one.Name == name).Run(task);
            var unique = outcome.Graph.Parameters.Where(parameter => parameter.Role == ParameterRole.Weight)
                .Select(parameter => parameter.Values.Distinct().Count()).ToArray();
            Assert.True(unique[0] <= mostAtTheEnds && unique[^1] <= mostAtTheEnds, string.Join(' ', unique));
            Assert.True(unique[1] <= mostBetween && unique[1] > 2, string.Join(' ', unique));
            Assert.NotEqual(task.Graph, outcome.Graph);
            Assert.True(outcome.Graph.Parameters[1].Values.Distinct().Count() > 20);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void NamesAreUniqueAndEveryRetrainedMethodHasTheSameEpochs()
    {
        Assert.Equal(MethodCatalogue.All.Count, MethodCatalogue.All.Select(method => method.Name).Distinct().Count());
        Assert.Single(MethodCatalogue.All, method => method.Name == MethodCatalogue.NameOfOurs && method.Seeds == 3);
    }

    private static void StopAfter(string line, string epoch, CancellationTokenSource stop)
    {
        if (line.StartsWith(epoch, StringComparison.Ordinal))
        {
            stop.Cancel();
        }
    }

    private static MethodTask Task(string checkpoint) => new()
    {
        Graph = new NetworkChain(Features).Linear(Features, 24).Relu().Linear(24, 24).Relu().Linear(24, Classes).Build(),
        Training = Points(),
        Epochs = 4,
        Seed = 1,
        Threads = 1,
        Checkpoint = checkpoint,
        Report = _ => { },
    };

    private static LabelledData Points()
    {
        var random = new Random(1);
        var labels = Enumerable.Range(0, 600).Select(_ => random.Next(Classes)).ToArray();
        var samples = labels.SelectMany(label => Enumerable.Range(0, Features)
            .Select(j => (float)((j % Classes == label ? 1 : 0) + random.NextDouble() - 0.5))).ToArray();
        return new LabelledData(samples, TensorShape.Of(Features), labels);
    }
}
