using System.Diagnostics;
using Wfn.Diagnostics;

namespace Wfn.Core.Tests.Import;

/// <summary>Regions of images that are not sampled; tests/RecordedModels has those that are.</summary>
public class RegionTests
{
    [Fact]
    public void AsManySamplesAsARegionOfRunTimeIsLargeAreRefusedWithARemedy() => Assert.Contains(
        "export the model with a sampling_ratio", Align(1, ("sampling_ratio", 0L)).Input("boxes", 1, 4).Refused("WFN1003").Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(3e8f)]
    [InlineData(3e38f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void RegionsOfNoReasonableSizeAreRefusedAtOnce(float last)
    {
        var watch = Stopwatch.StartNew();
        var error = Assert.Throws<WfnException>(() => Align(1, ("sampling_ratio", 0L)).Floats("boxes", [1, 4], 0, 0, last, 4).Import());
        Assert.NotEqual(DiagnosticCodes.Internal, error.Code);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"{watch.Elapsed}");
    }

    [Fact]
    public void ARegionWithoutASizeHasNoSamples() =>
        Assert.Equal([0, 0], Align(2, ("sampling_ratio", 0L)).Floats("boxes", [2, 4], 1, 1, 1, 1, 3, 3, 2, 2).Run(1, [.. Enumerable.Repeat(1f, 16)]));

    private static OnnxModel Align(int regions, params (string Name, object Value)[] attributes) => new OnnxModel(16).Input("x", 1, 1, 4, 4).Output("y").Integers("images", new long[regions])
        .Node("RoiAlign", ["x", "boxes", "images"], "y", attributes);
}
