using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Training.Data;

namespace Wfn.Training.Tests.Data;

public sealed class LabelledDataTests
{
    [Theory]
    [InlineData(new[] { 2, 3 }, new[] { 1, 2, 3 }, true)]
    [InlineData(new[] { 6 }, new[] { 1, 2, 3 }, true)]
    [InlineData(new[] { 2, 3, 1 }, new[] { 1, 2, 3 }, true)]
    [InlineData(new[] { 1, 2, 3 }, new[] { 6 }, true)]
    [InlineData(new[] { 3, 2 }, new[] { 1, 2, 3 }, false)]
    [InlineData(new[] { 2, 3, 3 }, new[] { 3, 2, 3 }, false)]
    [InlineData(new[] { 7 }, new[] { 1, 2, 3 }, false)]
    public void FitsTheShapeAModelReads(int[] shape, int[] wanted, bool fits)
    {
        var sample = TensorShape.Of(shape);
        var data = new LabelledData(new float[2 * sample.ElementCount], sample, [0, 1]);
        if (fits)
        {
            Assert.Equal(TensorShape.Of(wanted), data.Fit(TensorShape.Of(wanted), 2).SampleShape);
        }
        else
        {
            Assert.Equal(DiagnosticCodes.DataShape, Assert.Throws<WfnException>(() => data.Fit(TensorShape.Of(wanted), 2)).Code);
        }
    }

    [Fact]
    public void SaysWhenChannelsAreLast()
    {
        var data = new LabelledData(new float[4 * 5 * 3], TensorShape.Of(4, 5, 3), [0]);
        var exception = Assert.Throws<WfnException>(() => data.Fit(TensorShape.Of(3, 4, 5), 2));
        Assert.Contains("channels last", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ChecksLabelsAgainstTheModelsClasses()
    {
        var graph = new NetworkChain(2).Linear(2, 3).Build();
        var data = new LabelledData(new float[6], TensorShape.Of(2), [0, 3, 1]);
        var exception = Assert.Throws<WfnException>(() => data.Fit(graph));
        Assert.Equal(DiagnosticCodes.LabelRange, exception.Code);
        Assert.Contains("sample 1 has the label 3", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SplitsAtRandomButAlwaysTheSameWay()
    {
        var data = new LabelledData([.. Enumerable.Range(0, 100).Select(i => (float)i)], TensorShape.Of(1), [.. Enumerable.Range(0, 100)]);
        var (kept, held) = data.Split(0.25, 5);
        Assert.Equal(75, kept.Count);
        Assert.Equal(25, held!.Count);
        Assert.Equal(Enumerable.Range(0, 100), kept.Labels.ToArray().Concat(held.Labels.ToArray()).Order());
        Assert.Equal(held.Labels.ToArray().Select(label => (float)label), held.Samples.ToArray());
        Assert.Equal(held.Labels.ToArray(), data.Split(0.25, 5).HeldBack!.Labels.ToArray());
        Assert.NotEqual(held.Labels.ToArray(), data.Split(0.25, 6).HeldBack!.Labels.ToArray());
        Assert.Null(data.Split(0, 5).HeldBack);
    }

    [Fact]
    public void SharedSamplesAreFoundWhateverTheirOrderAndLabels()
    {
        var data = new LabelledData([1, 2, 3, 4, 1, 2, 5, 6], TensorShape.Of(2), [0, 1, 2, 3]);
        var other = new LabelledData([7, 8, 1, 2, 4, 3], TensorShape.Of(2), []);
        Assert.Equal(2, SampleOverlap.Count(data, other));
        Assert.Equal(1, SampleOverlap.Count(other, data));
        Assert.Equal(4, SampleOverlap.Count(data, data));
    }

    [Fact]
    public void TakesTheFirst()
    {
        var data = new LabelledData([1, 2, 3, 4], TensorShape.Of(2), [5, 6]) { Source = "here" }.Take(1);
        Assert.Equal([1, 2], data.Samples.ToArray());
        Assert.Equal([5], data.Labels.ToArray());
        Assert.Equal("here", data.Source);
        Assert.Equal(1, data.Take(10).Count);
    }

    [Fact]
    public void RandomNumbersAreTheSameEverywhere()
    {
        // The values are the contract: resumed and repeated runs rely on them.
        var random = new SeededRandom(1);
        Assert.Equal([87, 88, 46, 63, 66], Enumerable.Range(0, 5).Select(_ => random.Next(100)));
        Assert.NotEqual(
            Enumerable.Range(0, 5).Select(_ => new SeededRandom(1, 1).Next(1 << 30)), Enumerable.Range(0, 5).Select(_ => new SeededRandom(1, 2).Next(1 << 30)));
    }

    [Fact]
    public void ClassesThatTakeTurnsAreAllAmongSpreadSamples()
    {
        var data = new LabelledData(Enumerable.Range(0, 2000).Select(i => (float)i).ToArray(), TensorShape.Of(1), Enumerable.Range(0, 2000).Select(i => i % 10).ToArray());

        var spread = data.Spread(200);

        Assert.All(Enumerable.Range(0, 10), label => Assert.InRange(spread.Labels.ToArray().Count(own => own == label), 15, 25));
        Assert.Equal(Enumerable.Range(0, 200), spread.Samples.ToArray().Select(sample => (int)sample / 10));
        Assert.Equal(2000, spread.Samples.ToArray().Concat(data.NotSpread(200)!.Samples.ToArray()).Distinct().Count());
    }

    [Fact]
    public void SpreadSamplesAreOfAllPartsOfTheData()
    {
        var data = new LabelledData([.. Enumerable.Range(0, 10).Select(i => (float)i)], TensorShape.Of(1), [0, 0, 0, 0, 0, 1, 1, 1, 2, 2]);
        Assert.Equal([0, 2.0f, 5.0f, 7.0f], data.Spread(4).Samples.ToArray());
        Assert.Equal([0, 0, 1, 1], data.Spread(4).Labels.ToArray());
        Assert.Same(data, data.Spread(10));
    }

    [Fact]
    public void SquaredErrorsAreMeasuredByTheVarianceOfEachNumber()
    {
        // One number 0 ± 1, the other 1000 ± 2: 1 and 4, whatever the means.
        float[] values = [-1, 998, 1, 1002, -1, 1002, 1, 998];
        Assert.Equal(2.5, new ValueTargets(values, 2).QualityUnit, 1e-6);
        Assert.Equal(1, Targets.None.QualityUnit);
    }
}
