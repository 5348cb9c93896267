using Wfn.Diagnostics;
using Wfn.Import;
using Wfn.Import.Onnx.Schema;
using Wfn.Reference;

namespace Wfn.Core.Tests.Import;

/// <summary>Classifiers as scikit-learn exports them: labels beside scores.</summary>
public class ClassifierTests
{
    private const string MachineLearning = "ai.onnx.ml";
    private static readonly float[] Samples = [3, 1, -1, 2, 0.5f, -4];

    [Theory]
    [InlineData("NONE")]
    [InlineData("SOFTMAX")]
    [InlineData("LOGISTIC")]
    public void ALinearClassifierGivesTheLabelOfItsLargestScore(string transform)
    {
        var outputs = Run(Classifier(transform, ("classlabels_ints", new long[] { 40, 7, 1000 })), 3);

        // The scores by hand: x0, x1 + 1, −x0.
        Assert.Equal([40, 7, 40], outputs["label"]);
        float[] scores = [3, 2, -3, -1, 3, 1, 0.5f, -3, -0.5f];
        Assert.All(
            scores.Select((score, at) => Expected(transform, scores, score, at / 3)).Zip(outputs["scores"]),
            p => Assert.Equal(p.First, p.Second, 1e-6));
    }

    [Fact]
    public void LabelsOfTextAreGivenByTheirPlace()
    {
        var model = Classifier("SOFTMAX", ("classlabels_strings", new[] { "a", "b", "c" }));
        Assert.Contains(model.Import().Notes, note => note.Contains("one of these, counted from 0: 'a', 'b', 'c'", StringComparison.Ordinal));
        Assert.Equal("scores", Assert.Single(model.Import(new ImportOptions { Outputs = ["scores"] }).Graph.Outputs).Name);
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(12, 5, 900)]
    public void AnIndexBecomesItsLabel(long first, long second, long third)
    {
        var model = Own(new OnnxModel().Input("x", -1, 3).Output("label").Integers("classes", first, second, third).Integers("shape", -1)
            .Node("ArgMax", ["x"], "index", ("axis", 1L))
            .Node("ArrayFeatureExtractor", ["classes", "index"], "picked")
            .Node("Cast", ["picked"], "cast", ("to", 7L))
            .Node("Reshape", ["cast", "shape"], "label"));
        Assert.Equal([third, first, second], Run(model, 3, [1, 2, 3, 5, 0, 1, 0, 2, 1])["label"].Select(label => (long)label));
    }

    [Fact]
    public void ALabelEncoderLooksNumbersUp()
    {
        var model = Own(new OnnxModel().Input("x", -1, 4).Output("y").Node(
            "LabelEncoder", ["x"], "y", ("keys_floats", new[] { 3f, 0f }), ("values_floats", new[] { -9f, 4f }), ("default_float", 8f)));
        Assert.Equal([4, -9, 8, 8], Run(model, 1, [0, 3, 1, 4])["y"]);
        var odd = Own(new OnnxModel().Input("x", -1, 4).Output("y").Node(
            "LabelEncoder", ["x"], "y", ("keys_floats", new[] { 0.5f }), ("values_floats", new[] { 1f }), ("default_float", 8f)));
        Assert.Contains("the key 0.5", odd.Refused(DiagnosticCodes.UnsupportedOperator).Message, StringComparison.Ordinal);
    }

    private static OnnxModel Classifier(string transform, (string Name, object Value) labels) => Own(new OnnxModel()
        .Input("x", -1, 2).Output("label", "scores").Node(
        "LinearClassifier",
        ["x"],
        ["label", "scores"],
        ("coefficients", new[] { 1f, 0, 0, 1, -1, 0 }),
        ("intercepts", new[] { 0f, 1, 0 }),
        ("multi_class", 1L),
        ("post_transform", transform),
        labels));

    private static OnnxModel Own(OnnxModel model)
    {
        foreach (var node in model.Proto.Graph.Node.Where(n => n.OpType is "LinearClassifier" or "ArrayFeatureExtractor" or "LabelEncoder"))
        {
            node.Domain = MachineLearning;
        }

        model.Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = MachineLearning, Version = 3 });
        return model;
    }

    private static Dictionary<string, float[]> Run(OnnxModel model, int batch, float[]? samples = null)
    {
        var graph = model.Import().Graph;
        return new FloatExecutor(graph).Run(new Dictionary<string, float[]> { ["x"] = samples ?? Samples }, batch)
            .ToDictionary(o => o.Key, o => o.Value);
    }

    private static double Expected(string transform, float[] scores, float score, int sample) => transform switch
    {
        "SOFTMAX" => Math.Exp(score) / scores.Skip(sample * 3).Take(3).Sum(s => Math.Exp(s)),
        "LOGISTIC" => 1 / (1 + Math.Exp(-score)),
        _ => score,
    };
}
