extern alias WfnGenerator;

using Wfn.Artifact;
using Wfn.Graph;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Model;
using static Wfn.Testing.Verifier;

namespace Wfn.Generator.Tests.Running;

/// <summary>Integers and truth values of a model as what they are in generated code.</summary>
public class IntegerSpanTests
{
    private const string Callers = """
        namespace Generated;

        public static class Callers
        {
            public static void Run(int batch, long[] ids, bool[] present, float[] scores, long[] best, bool[] holds)
            {
                Case.Infer(batch, ids, present, scores, best, holds);
                float[] one = new float[Case.ScoresLength];
                long[] index = new long[Case.BestLength];
                bool[] truth = new bool[Case.HoldsLength];
                Case.Infer(
                    new System.ReadOnlySpan<long>(ids, 0, Case.IdsLength), new System.ReadOnlySpan<bool>(present, 0, Case.PresentLength), one, index, truth);
                if (one[0] != scores[0] || index[0] != best[0] || truth[0] != holds[0])
                {
                    throw new System.InvalidOperationException("a batch is not its samples");
                }
            }

            public static void Reals(int batch, float[] ids, float[] present, float[] scores, float[] best, float[] holds) =>
                Case.Infer(batch, ids, present, scores, best, holds);

            public static void Overlapping(int batch, long[] ids, bool[] present, float[] scores, long[] best, bool[] holds) =>
                Case.Infer(batch, ids, present, scores, new System.Span<long>(ids, ids.Length - batch, batch), holds);
        }
        """;

    private delegate void RunCall(int batch, long[] ids, bool[] present, float[] scores, long[] best, bool[] holds);

    private delegate void RealCall(int batch, float[] ids, float[] present, float[] scores, float[] best, float[] holds);

    [Theory]
    [InlineData(GeneratedNumerics.Float32)]
    [InlineData(GeneratedNumerics.FixedPoint)]
    public void IntegersAreTakenAndGivenAsWhatTheyAre(GeneratedNumerics numerics)
    {
        var result = Generate(numerics);
        var type = GeneratedModel.LoadTogether([result], Callers.Replace("namespace Generated;", $"namespace {GeneratedModel.Namespace};"))
            .GetType($"{GeneratedModel.Namespace}.Callers", throwOnError: true)!;
        long[] ids = [3, 0, 39, -1, 5, 7];
        bool[] present = [true, false, true, true, false, false];
        var (scores, best, holds) = (new float[8], new long[2], new bool[2]);
        type.GetMethod("Run")!.CreateDelegate<RunCall>()(2, ids, present, scores, best, holds);
        var (realScores, realBest, realHolds) = (new float[8], new float[2], new float[2]);
        type.GetMethod("Reals")!.CreateDelegate<RealCall>()(
            2, [.. ids.Select(id => (float)id)], [.. present.Select(truth => truth ? 1f : 0f)], realScores, realBest, realHolds);
        Assert.Equal(realScores, scores);
        Assert.Equal(realBest.Select(index => (long)index), best);
        Assert.Equal(realHolds.Select(truth => truth != 0), holds);
        Assert.Equal(scores.Chunk(4).Select(row => (long)Array.IndexOf(row, row.Max())), best);
        Assert.Contains(true, holds);
    }

    [Fact]
    public void OutputsThatWouldChangeLaterInputsAreRefused()
    {
        var type = GeneratedModel.LoadTogether(
            [Generate(GeneratedNumerics.Float32)], Callers.Replace("namespace Generated;", $"namespace {GeneratedModel.Namespace};"))
            .GetType($"{GeneratedModel.Namespace}.Callers", throwOnError: true)!;
        var call = type.GetMethod("Overlapping")!.CreateDelegate<RunCall>();

        var refused = Assert.Throws<ArgumentException>(() => call(2, new long[6], new bool[6], new float[8], [], new bool[2]));
        Assert.Contains("overlaps", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task TheMethodsAreThese()
    {
        var text = Generate(GeneratedNumerics.Float32).Sources[0].Text.Split('\n');
        return Verify(string.Join('\n', text.Where(line => line.Contains("public static void Infer(", StringComparison.Ordinal)).Select(line => line.Trim())), "txt");
    }

    private static GenerationResult Generate(GeneratedNumerics numerics)
    {
        var model = new OnnxModel(17)
            .Input("ids", Wfn.Import.Onnx.Schema.TensorProto.Types.DataType.Int64, -1, 3)
            .Input("present", Wfn.Import.Onnx.Schema.TensorProto.Types.DataType.Bool, -1, 3)
            .Ramp("table", 0.03125f, 40, 4).Floats("zero", [], 0).Integers("last", 2).Integers("steps", 1).Floats("limit", [], 2)
            .Node("Gather", ["table", "ids"], "rows").Node("Unsqueeze", ["present", "last"], "mask").Node("Where", ["mask", "rows", "zero"], "kept")
            .Node("ReduceSum", ["kept", "steps"], "scores", ("keepdims", 0)).Node("ArgMax", ["scores"], "best", ("axis", 1), ("keepdims", 0))
            .Node("ReduceMax", ["scores"], "most", ("axes", new long[] { 1 }), ("keepdims", 0)).Node("Greater", ["most", "limit"], "holds")
            .Output("scores", "best", "holds");
        model.Proto.Graph.Output[2].Type = model.Proto.Graph.Input[1].Type.Clone();
        var graph = model.Import().Graph;
        Assert.Equal([ElementType.Int64, ElementType.Bool], graph.Inputs.Select(input => input.Given));
        Assert.Equal([ElementType.Float32, ElementType.Int64, ElementType.Bool], graph.Outputs.Select(output => output.Given));
        var result = ModelSource.Generate(
            WfnWriter.Write(Artifacts.Of(graph, calibrated: numerics == GeneratedNumerics.FixedPoint)), GeneratedModel.Options(numerics) with { ClassName = "Case" });
        Assert.Empty(result.Diagnostics);
        return result;
    }
}
