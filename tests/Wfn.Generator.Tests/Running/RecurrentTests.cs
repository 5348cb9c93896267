extern alias WfnGenerator;

using Wfn.Artifact;
using Wfn.Operators;
using Wfn.Reference;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Generator.Tests.Running;

/// <summary>Recurrent layers as generated code.</summary>
public class RecurrentTests
{
    public static TheoryData<string> Cells => [.. RecurrentCell.All.Select(cell => cell.Kind.ToUpperInvariant())];

    [Theory]
    [MemberData(nameof(Cells))]
    public void GeneratedCodeIsCloseToTheReference(string cell)
    {
        var gates = RecurrentCell.All.First(c => string.Equals(c.Kind, cell, StringComparison.OrdinalIgnoreCase)).Gates;
        var random = new Random(5);
        float[] Drawn(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(-8, 9) / 8f)];
        var model = new OnnxModel(14).Input("x", -1, 4, 2).Floats("w", [2, gates * 3, 2], Drawn(gates * 12)).Floats("r", [2, gates * 3, 3], Drawn(gates * 18))
            .Floats("b", [2, gates * 6], Drawn(gates * 12)).Floats("s", [1, 2, 3], Drawn(6)).Integers("shape", 0, 24)
            .Node(cell, ["x", "w", "r", "b", "", "s"], ["y", "h"], ("direction", "bidirectional"), ("layout", 1), ("clip", 1.5f), ("linear_before_reset", 1))
            .Node("Reshape", ["y", "shape"], "z").Output("z");
        model.Proto.Graph.Node[0].Attribute[^1].Name = cell == "GRU" ? "linear_before_reset" : "input_forget";
        if (cell == "RNN")
        {
            model.Proto.Graph.Node[0].Attribute.RemoveAt(3);
        }

        var graph = model.Import().Graph;
        var samples = Artifacts.RandomSamples(graph, 3, 7);
        var expected = new float[3 * 24];
        new FloatExecutor(graph).Run(samples, 3, expected);
        var actual = new float[expected.Length];
        GeneratedModel.Load(WfnWriter.Write(Artifacts.Of(graph, calibrated: false)), GeneratedNumerics.Float32).InferBatch(3, samples, actual);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-5f);
        }
    }
}
