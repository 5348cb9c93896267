using CsCheck;
using Google.Protobuf;
using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import;
using Wfn.Import.Onnx;
using Wfn.Numerics;
using Wfn.Operators;

namespace Wfn.Core.Tests.Artifact;

/// <summary>What imports can be written and reads back equal: nobody trains for hours what no file can hold.</summary>
public class ImportedModelsTests
{
    [Fact]
    public void ModelsAtTheLimitsAreRefusedOrReadBack()
    {
        var imported = new List<NetworkGraph>();
        var refused = 0;
        Gen.Int[0, 1_000_000].Sample(
            seed =>
            {
                try
                {
                    var graph = ModelsAtLimits.Make(new Random(seed)).Import().Graph;
                    AssertReadsBack(graph);
                    imported.Add(graph);
                }
                catch (WfnException error) when (error.Code != DiagnosticCodes.CorruptedArtifact)
                {
                    Assert.Equal("test.onnx", error.File);
                    Assert.Contains('\'', error.Message);
                    refused++;
                }
            },
            iter: 4000,
            threads: 1);

        // Each of these was once imported, and the file of it then called damaged.
        Assert.True(refused > 0, "nothing was beyond the limits");
        Reached(imported, "9 to 16 axes", graph => graph.Inputs[0].Shape.Rank is > 8 and <= Limits.Rank);
        Reached(imported, "all axes there are", graph => graph.Nodes.OfType<ReshapeNode>().Any(n => n.Shape.Rank == Limits.Rank));
        Reached(imported, "large extents", graph => graph.Inputs[0].Shape.Dimensions.Any(extent => extent > 1 << 28));
        Reached(imported, "large pads", graph => graph.Nodes.OfType<PadNode>().Any(n => n.After.Concat(n.Before).Any(count => count > Limits.Window)));
        Reached(imported, "the largest windows", graph => graph.Nodes.Select(Window).Any(IsLargest));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void ModelsOfTheRepositoryReadBack(string model) => AssertReadsBack(SampleModels.Import(model, foldBatchNorm: false));

    [Fact]
    public void ChangedModelsAreRefusedOrReadBack()
    {
        var originals = ModelMutation.Originals().ToList();
        var random = new Random(37);
        var imported = 0;
        for (var round = 0; round < 25 * originals.Count; round++)
        {
            var model = originals[round % originals.Count].Clone();
            for (var change = random.Next(1, 5); change > 0; change--)
            {
                ModelMutation.Change(random, model);
            }

            NetworkGraph graph;
            try
            {
                graph = OnnxImporter.Import(model.ToByteArray(), "changed.onnx", new ImportOptions()).Graph;
            }
            catch (WfnException)
            {
                continue;
            }

            AssertReadsBack(graph);
            imported++;
        }

        Assert.True(imported > originals.Count / 2, $"only {imported} models were imported");
    }

    public static TheoryData<string> Models => [.. SampleModels.All];

    private static void Reached(List<NetworkGraph> imported, string what, Func<NetworkGraph, bool> isReached) =>
        Assert.True(imported.Any(isReached), $"none of {imported.Count} imported models has {what}");

    private static SlidingWindow? Window(Node node) => (node as MaxPoolNode)?.Window ?? (node as AveragePoolNode)?.Window;

    private static bool IsLargest(SlidingWindow? window) => window is { KernelWidth: Limits.Window } or { KernelHeight: Limits.Window }
        or { StrideWidth: Limits.Window } or { StrideHeight: Limits.Window };

    private static void AssertReadsBack(NetworkGraph graph)
    {
        // The coarsest and the finest formats that calibration may choose.
        var formats = graph.Inputs.Select(i => i.Name).Concat(graph.Nodes.Select(n => n.Output))
            .Select((name, i) => new ActivationFormat(name, new FixedPointFormat(8, true, i % 2 == 0 ? Limits.FractionBits : -Limits.FractionBits)));
        var leftOut = graph.Parameters.Where(p => p.IsFixable).Select(p => p.Name);
        var artifact = ArtifactBuilder.Build(
            graph, new Codebook(0, []), leftOut, SampleNetworks.Source, [], formats.ToEquatableArray(), []);
        Assert.Equal(artifact, WfnReader.Read(WfnWriter.Write(artifact), "model.wfn"));
    }
}
