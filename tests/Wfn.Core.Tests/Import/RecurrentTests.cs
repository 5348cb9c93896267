using System.Runtime.InteropServices;
using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import;
using Wfn.Import.Onnx;
using Wfn.Lowering;
using Wfn.Operators;
using Wfn.Reference;

namespace Wfn.Core.Tests.Import;

/// <summary>Recurrent layers: ONNX's settings, PyTorch's values, and every stage behind the import.</summary>
public class RecurrentTests
{
    public static TheoryData<string> Cells => [.. RecurrentCell.All.Select(cell => cell.Kind.ToUpperInvariant())];

    [Theory]
    [InlineData("LSTM", "lstm")]
    [InlineData("GRU", "gru")]
    public void NetworksOfPyTorchGiveItsValues(string cell, string model)
    {
        var graph = OnnxImporter.Import(Repository.PathTo($"tests/Models/recurrent/{model}.onnx"), new ImportOptions()).Graph;
        Assert.Equal(cell, ((RecurrentNode)graph.Nodes.First(node => node is RecurrentNode)).Cell.Kind.ToUpperInvariant());
        Assert.Equal(TensorShape.Of(-1, 3, 7), graph.Inputs[0].Shape);
        var (x, expected) = (Numbers($"{model}.x.f32"), Numbers($"{model}.r.f32"));
        var samples = x.Length / 21;
        var actual = new float[samples];
        new FloatExecutor(graph).Run(x, samples, actual);
        SampleModels.AssertClose(expected, actual);
        Graph.SampleFormTests.RequireEqual(graph, new Random(1), model);

        static float[] Numbers(string file) =>
            MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Repository.PathTo($"tests/Models/recurrent/{file}"))).ToArray();
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void BothDirectionsAreTheTwoOfThem(string cell)
    {
        var both = Model(cell, 2, "bidirectional").Import().Graph;
        var x = Values(both);
        var joined = Run(both, x);
        var reversed = Run(Model(cell, 1, "reverse", part: 1).Import().Graph, x);
        var forward = Run(Model(cell, 1, "forward").Import().Graph, x);

        // Y is [steps, directions, batch, hidden] of one sample.
        for (var step = 0; step < 4; step++)
        {
            Assert.Equal(joined["y"].AsSpan(step * 6, 3), forward["y"].AsSpan(step * 3, 3));
            Assert.Equal(joined["y"].AsSpan((step * 6) + 3, 3), reversed["y"].AsSpan(step * 3, 3));
        }

        Assert.Equal(forward["y"][^3..], forward["h"]);
        Assert.Equal(reversed["y"][..3], reversed["h"]);
        Assert.Equal([.. forward["h"], .. reversed["h"]], joined["h"]);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void TheBatchMayComeFirst(string cell)
    {
        var first = new OnnxModel(14).Input("t", -1, 4, 2).Output("z", "h");
        var graph = AddCell(first, cell, 1, "forward", 0, "t", ["z", "h"], ("layout", 1)).Import().Graph;
        Assert.Equal([TensorShape.Of(-1, 4, 1, 3), TensorShape.Of(-1, 1, 3)], graph.Outputs.Select(output => output.Shape));
        var steps = Run(Model(cell, 1, "forward").Import().Graph, Values(graph));
        var actual = Run(graph, Values(graph));
        Assert.Equal(steps["y"], actual["z"]);
        Assert.Equal(steps["h"], actual["h"]);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void SamplesDoNotMeet(string cell) =>
        Graph.SampleFormTests.RequireEqual(Model(cell, 2, "bidirectional").Import().Graph, new Random(3), cell);

    [Theory]
    [InlineData("Affine", 2, 0.5f, -0.4f)]
    [InlineData("LeakyRelu", 1, 0.2f, 0)]
    [InlineData("ThresholdedRelu", 1, 0.2f, 0)]
    [InlineData("ScaledTanh", 2, 0.5f, 2)]
    [InlineData("HardSigmoid", 2, 0.3f, 0.4f)]
    [InlineData("Elu", 1, 0.5f, 0)]
    [InlineData("Softsign", 0, 0, 0)]
    [InlineData("Softplus", 0, 0, 0)]
    [InlineData("Relu", 0, 0, 0)]
    public void GatesApplyWhatTheyAreTold(string name, int arguments, float alpha, float beta)
    {
        (string, object)[] attributes = [("activations", new[] { "Sigmoid", name, "Tanh" }), ("clip", 3f), ("input_forget", 1)];
        if (arguments > 0)
        {
            attributes = [.. attributes, ("activation_alpha", new[] { alpha })];
        }

        if (arguments > 1)
        {
            attributes = [.. attributes, ("activation_beta", new[] { beta })];
        }

        var model = new OnnxModel(14).Input("x", 4, -1, 2).Output("y", "h");
        var graph = AddCell(model, "LSTM", 1, "forward", 0, "x", ["y", "h"], attributes).Import().Graph;
        var node = (RecurrentNode)graph.Nodes.First(n => n is RecurrentNode);
        Assert.Equal((name, alpha, beta), (node.Activations[1].Function.ToString(), node.Activations[1].Alpha, node.Activations[1].Beta));
        Assert.Equal((3f, true), (node.Clip, node.CouplesGates));
        var artifact = Artifacts.Of(graph, calibrated: false);
        Assert.Equal(artifact.Graph, WfnReader.Read(WfnWriter.Write(artifact), "r.wfn").Graph);
        Assert.All(Run(graph, Values(graph))["y"], value => Assert.True(Math.Abs(value) <= 1));
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void FixedPointIsNearFloat(string cell)
    {
        var graph = Model(cell, 1, "forward").Import().Graph;
        var artifact = Artifacts.Of(graph, bits: 8);
        Assert.Equal(artifact.Graph, WfnReader.Read(WfnWriter.Write(artifact), "r.wfn").Graph);
        var x = Artifacts.RandomSamples(graph, 1, 9);
        var expected = Run(graph, x);
        var actual = new FixedPointExecutor(FixedPointLowering.Lower(artifact)).Run(new Dictionary<string, float[]> { ["x"] = x });
        SampleModels.AssertClose(expected["y"], actual["y"], 0.02f);
    }

    [Fact]
    public void WhatCannotBeIsRefused()
    {
        static OnnxModel Lstm(params (string, object)[] attributes) =>
            AddCell(new OnnxModel(14).Input("x", -1, 4, 2).Output("y", "h"), "LSTM", 1, "forward", 0, "x", ["y", "h"], [("layout", 1), .. attributes]);
        Assert.Contains("the activation 'Gelu'", Lstm(("activations", new[] { "Sigmoid", "Gelu", "Tanh" })).Refused(DiagnosticCodes.UnsupportedOperator).Message, StringComparison.Ordinal);
        Assert.Contains("2 activations, not 3", Lstm(("activations", new[] { "Sigmoid", "Tanh" })).Refused(DiagnosticCodes.InvalidGraph).Message, StringComparison.Ordinal);
        Assert.Contains("the direction 'sideways'", Lstm(("direction", "sideways")).Refused(DiagnosticCodes.InvalidGraph).Message, StringComparison.Ordinal);
        Assert.Contains("of 5 hidden values", Lstm(("hidden_size", 5)).Refused(DiagnosticCodes.InvalidGraph).Message, StringComparison.Ordinal);
        var lengths = Lstm().Integers("lengths", 4, 3);
        lengths.Proto.Graph.Node[^1].Input.Add("lengths");
        Assert.Contains("lengths of sequences", lengths.Refused(DiagnosticCodes.UnsupportedOperator).Message, StringComparison.Ordinal);
    }

    // One layer over [4, batch, 2] with three hidden values; its weights are the same whatever the direction.
    private static OnnxModel Model(string cell, int directions, string direction, int part = 0) =>
        AddCell(new OnnxModel(14).Input("x", 4, -1, 2).Output("y", "h"), cell, directions, direction, part, "x", ["y", "h"]);

    private static OnnxModel AddCell(
        OnnxModel model, string cell, int directions, string direction, int part, string x, string[] outputs, params (string, object)[] attributes)
    {
        var gates = RecurrentCell.All.First(c => string.Equals(c.Kind, cell, StringComparison.OrdinalIgnoreCase)).Gates;
        return model.Floats("w", [directions, gates * 3, 2], Drawn(11, gates * 6)).Floats("r", [directions, gates * 3, 3], Drawn(12, gates * 9))
            .Floats("b", [directions, gates * 6], Drawn(13, gates * 6)).Node(
                cell, [x, "w", "r", "b"], outputs, attributes.Any(a => a.Item1 == "direction") ? attributes : [.. attributes, ("direction", direction)]);

        float[] Drawn(int seed, int count)
        {
            var random = new Random(seed);
            float[] values = [.. Enumerable.Range(0, 2 * count).Select(_ => random.Next(-8, 9) / 8f)];
            return values.AsSpan(part * count, directions * count).ToArray();
        }
    }

    private static float[] Values(NetworkGraph graph) => Artifacts.RandomSamples(graph, 1, 4);

    private static IReadOnlyDictionary<string, float[]> Run(NetworkGraph graph, float[] x) =>
        new FloatExecutor(graph).Run(new Dictionary<string, float[]> { [graph.Inputs[0].Name] = x }, 1);
}
