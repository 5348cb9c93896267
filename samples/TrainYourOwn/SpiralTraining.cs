using TorchSharp.Modules;
using Wfn;
using Wfn.Artifact;
using Wfn.Graph;
using Wfn.Operators;
using Wfn.Training;
using Wfn.Training.Modules;
using static TorchSharp.torch;

namespace TrainYourOwn;

/// <summary>Trains a module, fixes it and writes the artifact.</summary>
internal static class SpiralTraining
{
    private const int Hidden = 32;
    private const int Batch = 64;
    private const int Batches = 32;

    /// <summary>Runs all of it.</summary>
    /// <param name="output">The artifact to write.</param>
    /// <returns>Accuracy before and after on points that took no part, and the number of different weights.</returns>
    public static (double Accuracy, double FixedAccuracy, int Values) Run(string output)
    {
        random.manual_seed(1);
        using var model = nn.Sequential(
            ("first", nn.Linear(2, Hidden)), ("a", nn.ReLU()), ("second", nn.Linear(Hidden, Hidden)), ("b", nn.ReLU()), ("third", nn.Linear(Hidden, 2)));
        var (points, labels) = Spirals.Draw(Batch * Batches, seed: 1);
        using var all = tensor(points).reshape(-1, 2);
        using var classes = tensor(labels);

        // Ordinary training, as anybody writes it.
        using (var optimizer = optim.Adam(model.parameters(), 0.01))
        {
            for (var epoch = 0; epoch < 60; epoch++)
            {
                foreach (var loss in Losses(epoch))
                {
                    optimizer.zero_grad();
                    loss.backward();
                    optimizer.step();
                    loss.Dispose();
                }
            }
        }

        var before = Accuracy(model);
        var result = ModuleFixing.Run(model, Losses, Batches, new RetrainingOptions());
        File.WriteAllText(output, WfnWriter.Write(ArtifactBuilder.Build(
            result.ApplyTo(Graph(model)), result.Codebook, [], new SourceModel("spirals", new string('0', 64)), [], [], [])));
        return (before, Accuracy(model), result.Statistics.UniqueWeights);

        IEnumerable<Tensor> Losses(int epoch)
        {
            for (var i = 0; i < Batches; i++)
            {
                yield return nn.functional.cross_entropy(model.forward(all.narrow(0, i * Batch, Batch)), classes.narrow(0, i * Batch, Batch));
            }
        }
    }

    // What the module computes, in the operators of artifacts; parameters have the module's names.
    private static NetworkGraph Graph(Sequential model)
    {
        var parameters = model.named_parameters().Select(p => new Wfn.Graph.Parameter(
            p.name,
            p.name.EndsWith("bias", StringComparison.Ordinal) ? ParameterRole.Bias : ParameterRole.Weight,
            TensorShape.Of([.. p.parameter.shape.Select(extent => (int)extent)]),
            p.parameter.data<float>().ToArray().ToEquatableArray()));
        static LinearNode Linear(string layer, string input, string output) =>
            new() { Name = layer, Inputs = [input, layer + ".weight", layer + ".bias"], Output = output };
        return new NetworkGraph
        {
            Name = "spirals",
            Inputs = [new TensorInfo("point", TensorShape.Of(TensorShape.Dynamic, 2))],
            Outputs = [new TensorInfo("scores", TensorShape.Of(TensorShape.Dynamic, 2))],
            Nodes =
            [
                Linear("first", "point", "h1"), new ReluNode { Name = "a", Inputs = ["h1"], Output = "r1" },
                Linear("second", "r1", "h2"), new ReluNode { Name = "b", Inputs = ["h2"], Output = "r2" },
                Linear("third", "r2", "scores"),
            ],
            Parameters = parameters.ToEquatableArray(),
        };
    }

    private static double Accuracy(Sequential model)
    {
        var (points, labels) = Spirals.Draw(1000, seed: 2);
        using var scope = NewDisposeScope();
        using var none = no_grad();
        return model.forward(tensor(points).reshape(-1, 2)).argmax(1).eq(tensor(labels)).to_type(ScalarType.Float32).mean().item<float>();
    }
}
