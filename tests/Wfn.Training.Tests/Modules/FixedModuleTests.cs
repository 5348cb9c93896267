using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Fixing;
using Wfn.Graph;
using Wfn.Numerics;
using Wfn.Operators;
using Wfn.Training.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Wfn.Training.Tests.Modules;

public sealed class FixedModuleTests
{
    // The route to a .wfn of docs/training-library.md.
    [Fact]
    public void AModulesValuesComeBackFromAnArtifact()
    {
        ModuleFixing.Prepare();
        GoThere();
    }

    private static void GoThere()
    {
        random.manual_seed(4);
        using var model = Sequential(("hidden", Linear(3, 8)), ("relu", ReLU()), ("scores", Linear(8, 2)));
        var (samples, labels) = (rand(32, 3), randint(0, 2, [32], ScalarType.Int64));
        var options = new RetrainingOptions { PolishEpochs = 2, Fixing = new FixingOptions { Fractions = [0.5, 1] } };
        var result = ModuleFixing.Run(model, _ => [functional.cross_entropy(model.forward(samples), labels)], 1, options);

        var applied = result.ApplyTo(Exported());
        var written = WfnWriter.Write(ArtifactBuilder.Build(applied, result.Codebook, [], new SourceModel("model.onnx", new string('0', 64)), [], [], []));

        var read = WfnReader.Read(written, null).Graph;
        Assert.Equal(Exported().Nodes, read.Nodes);
        foreach (var (name, parameter) in model.named_parameters())
        {
            // An artifact's zero has no sign.
            Assert.Equal(parameter.data<float>().ToArray().Select(value => value + 0f), read.Parameters.Single(p => p.Name == name).Values);
        }
    }

    [Fact]
    public void StatisticsOfBatchNormsAreTheNetworksOwn()
    {
        var graph = new NetworkChain(2).Linear(2, 4).BatchNorm(4).Build();

        var applied = Of(graph, _ => 0.5f).ApplyTo(graph);

        foreach (var (before, after) in graph.Parameters.Zip(applied.Parameters))
        {
            Assert.Equal(before.IsFixable ? before with { Values = after.Values } : before, after);
            Assert.True(!before.IsFixable || after.Values.All(value => value == 0.5f));
        }

        Assert.Contains(graph.Parameters, parameter => !parameter.IsFixable);
    }

    [Fact]
    public void ParametersThatTheModuleDoesNotHaveAreNamed()
    {
        var graph = new NetworkChain(2).Linear(2, 4).Build();
        var whole = Of(graph, _ => 0.5f);
        var lacking = whole with { Parameters = whole.Parameters.Where(p => p.Key != "p1").ToDictionary(p => p.Key, p => p.Value) };
        var shorter = whole with { Parameters = whole.Parameters.ToDictionary(p => p.Key, p => p.Value.Skip(1).ToEquatableArray()) };

        AssertRefused(lacking, "'p1' of 4 values");
        AssertRefused(shorter, "'p0' of 8 values");

        void AssertRefused(FixedModule module, string named)
        {
            var error = Assert.Throws<WfnException>(() => module.ApplyTo(graph));
            Assert.Equal(DiagnosticCodes.BadOption, error.Code);
            Assert.Contains(named, error.Message, StringComparison.Ordinal);
        }
    }

    // The module as an exporter writes it: the same network, its parameters named as the module's.
    private static NetworkGraph Exported()
    {
        var graph = new NetworkChain(3).Linear(3, 8).Relu().Linear(8, 2).Build();
        string[] names = ["hidden.weight", "hidden.bias", "scores.weight", "scores.bias"];
        return graph with
        {
            Parameters = graph.Parameters.Select((parameter, i) => parameter with { Name = names[i] }).ToEquatableArray(),
            Nodes = graph.Nodes.Select(node => node is LinearNode linear
                ? linear with { Weight = NameOf(linear.Weight), Bias = NameOf(linear.Bias!) }
                : node).ToEquatableArray(),
        };

        string NameOf(string parameter) => names[graph.Parameters.ToList().FindIndex(p => p.Name == parameter)];
    }

    private static FixedModule Of(NetworkGraph graph, Func<float, float> value)
    {
        var codebook = Codebook.FromValues([0.5f]);
        return new FixedModule
        {
            Codebook = codebook,
            Statistics = CodebookStatistics.Of(codebook, [1]),
            Parameters = graph.Parameters.Where(p => p.IsFixable).ToDictionary(p => p.Name, p => p.Values.Select(value).ToEquatableArray()),
            Loss = double.NaN,
        };
    }
}
