using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Training.Data;

namespace Wfn.Training.Tests.Data;

public sealed class TargetsTests
{
    [Fact]
    public void RealNumbersFitAnOutputOfAsMany()
    {
        Assert.Equal(LearningTask.Regression, Fit(new ValueTargets(new float[] { 1, 2, 3, 4 }, 2), 2).Task);
        Assert.Equal(LearningTask.Regression, Fit(new ValueTargets(new float[] { 1, 2 }, 1), 1).Task);
        Refuses(new ValueTargets(new[] { 1, 2.5f, 3, 4 }, 2), 3, DiagnosticCodes.DataShape, "2 targets a sample, the model's output has the shape [3]");
    }

    [Fact]
    public void ClassesMayBeSavedAsFloats()
    {
        var classes = Assert.IsType<ClassTargets>(Fit(new ValueTargets(new float[] { 0, 2 }, 1), 3));
        Assert.Equal([0, 2], classes.Labels.ToArray());
        Refuses(new ValueTargets(new[] { 0, 0.5f }, 1), 3, DiagnosticCodes.DataShape, "sample 1 has 0.5");
        Refuses(new ValueTargets(new[] { 0f, 3 }, 1), 3, DiagnosticCodes.LabelRange, "classes 0 to 2");
    }

    [Fact]
    public void OneNumberIsNoScore() =>
        Refuses(new ClassTargets(new[] { 0, 1 }), 1, DiagnosticCodes.LabelRange, "gives one number; real numbers to learn are given as float32");

    [Fact]
    public void AClassForEveryStepFitsAllAxesButTheLast()
    {
        var targets = new ClassTargets(new[] { 0, 1, 2, 3, 3, 3 }, 3);
        Assert.Same(targets, FitTo(targets, 3, 4));
        Assert.Contains(
            "3 labels a sample, the model's output has the shape [2, 6], which is 2 steps of 6 classes", RefusesTo(targets, 2, 6), StringComparison.Ordinal);
        Assert.Contains("3 labels a sample, the model's output has the shape [12]", RefusesTo(targets, 12), StringComparison.Ordinal);
        Assert.Contains("sample 1, step 0, has the label 3", RefusesTo(targets, 3, 3), StringComparison.Ordinal);
    }

    [Fact]
    public void SamplesKeepTheirTargetsWhenParted()
    {
        var data = new LabelledData(
            [.. Enumerable.Range(0, 20).Select(i => (float)i)],
            TensorShape.Of(1),
            new ValueTargets(Enumerable.Range(0, 40).Select(i => i / 2 * 10f).ToArray(), 2));
        var (kept, held) = data.Split(0.25, 3);
        Assert.Equal((15, 5), (kept.Count, held!.Count));
        foreach (var part in new[] { kept, held, kept.Take(4) })
        {
            var targets = Assert.IsType<ValueTargets>(part.Targets);
            Assert.All(Enumerable.Range(0, part.Count), i => Assert.All(targets.Sample(i).ToArray(), value => Assert.Equal(part.Sample(i)[0] * 10, value)));
        }
    }

    [Fact]
    public void NumbersHaveToBeAsManyAsSamplesAndFinite()
    {
        var exception = Assert.Throws<WfnException>(() => new LabelledData(new float[3], TensorShape.Of(1), new ValueTargets(new float[4], 2)));
        Assert.Contains("3 samples but 2", exception.Message, StringComparison.Ordinal);
        exception = Assert.Throws<WfnException>(() => new ValueTargets(new[] { 0, 1, 2, float.NaN }, 2));
        Assert.Contains("sample 1 has the target NaN at element 1", exception.Message, StringComparison.Ordinal);
    }

    private static Targets Fit(Targets targets, int outputs) => FitTo(targets, outputs);

    private static Targets FitTo(Targets targets, params int[] output)
    {
        var elements = output.Aggregate(1, (a, b) => a * b);
        var graph = new NetworkChain(2).Linear(2, elements).Reshape(output).Build();
        return new LabelledData(new float[4], TensorShape.Of(2), targets).Fit(graph).Targets;
    }

    private static string RefusesTo(Targets targets, params int[] output) => Assert.Throws<WfnException>(() => FitTo(targets, output)).Message;

    private static void Refuses(Targets targets, int outputs, string code, string message)
    {
        var exception = Assert.Throws<WfnException>(() => Fit(targets, outputs));
        Assert.Equal(code, exception.Code);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }
}
