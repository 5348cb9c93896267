using Wfn.Graph;
using Wfn.Tool.Evaluation;
using Wfn.Tool.Output;
using Wfn.Training.Data;

namespace Wfn.Tool.Tests;

public class AccuracyMeasurementTests
{
    [Fact]
    public void BalancedAccuracyWeighsClassesEqually()
    {
        // Eight samples of class 0, seven of them right; two of class 2, one of them right; class 1 never occurs.
        var measured = Measure([0, 0, 0, 0, 0, 0, 0, 1, 2, 1], [0, 0, 0, 0, 0, 0, 0, 0, 2, 2], 1);

        Assert.Equal(8, measured.Correct);
        Assert.Equal(0.8, measured.Accuracy);
        Assert.Equal(((7 / 8.0) + 0.5) / 2, measured.BalancedAccuracy);
        Assert.Equal([true, true, true, true, true, true, true, false, true, false], measured.Right);
    }

    [Fact]
    public void OutcomesAreTheSameOnAnyNumberOfThreads()
    {
        var random = new Random(3);
        var labels = Enumerable.Range(0, 500).Select(_ => random.Next(3)).ToArray();
        var seen = labels.Select(label => random.Next(4) == 0 ? 0 : label).ToArray();

        var one = Measure(seen, labels, 1);
        var many = Measure(seen, labels, 5);

        Assert.Equal(seen.Zip(labels, (a, b) => a == b), one.Right);
        Assert.Equal(one.Right, many.Right);
        Assert.Equal(one.BalancedAccuracy, many.BalancedAccuracy);
    }

    // A sample holds the class that the engine sees in it.
    private static AccuracyMeasurement Measure(int[] seen, int[] labels, int threads) => AccuracyMeasurement.Of(
        new Seeing(), new LabelledData([.. seen.Select(s => (float)s)], TensorShape.Of(1), labels), threads, new Silent(), default);

    private sealed class Seeing : INetworkEngine
    {
        public int OutputLength => 3;

        public void Infer(ReadOnlySpan<float> sample, Span<float> scores)
        {
            scores.Clear();
            scores[(int)sample[0]] = 1;
        }
    }

    private sealed class Silent : IProgressDisplay
    {
        public void Begin(string name)
        {
        }

        public void Report(double fraction, string? detail = null)
        {
        }

        public void Note(string text)
        {
        }
    }
}
