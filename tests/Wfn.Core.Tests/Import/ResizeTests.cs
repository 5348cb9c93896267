using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Core.Tests.Import;

/// <summary>Resizing beyond what ONNX's own cases show.</summary>
public class ResizeTests
{
    [Theory]
    [InlineData("not_larger", 2, 2)]
    [InlineData("not_smaller", 4, 4)]
    [InlineData("stretch", 2, 4)]
    public void PoliciesKeepTheRatio(string policy, int height, int width)
    {
        var model = new OnnxModel(18).Input("x", -1, 1, 2, 2).Output("y").Integers("sizes", 2, 4).Node(
            "Resize", ["x", "", "", "sizes"], "y", ("axes", new long[] { 2, 3 }), ("keep_aspect_ratio_policy", policy), ("mode", "nearest"));
        Assert.Equal(TensorShape.Of(-1, 1, height, width), model.Import().Graph.Outputs[0].Shape);
    }

    [Fact]
    public void SymmetricPlacesLieAroundTheCentre()
    {
        // 5 elements by 0.5 are 2, which lie around the centre as 2.5 elements would.
        var model = new OnnxModel(19).Input("x", -1, 5).Output("y").Floats("scales", [2], 1, 0.5f).Node(
            "Resize", ["x", "", "scales"], "y", ("coordinate_transformation_mode", "half_pixel_symmetric"), ("mode", "linear"));
        Assert.Equal([1f, 3f], model.Run(1, [0, 1, 2, 3, 4]));
    }

    [Fact]
    public void NearestIsAMoveAndOthersAreWeightedSums()
    {
        Assert.Equal(["GatherNode", "GatherNode"], Nodes("nearest", 2));
        Assert.Equal(["SliceNode", "SliceNode"], Nodes("nearest", 0.5f));
        Assert.Equal(["ResampleNode", "ResampleNode"], Nodes("linear", 2));
        Assert.Equal(["ResampleNode", "ResampleNode"], Nodes("cubic", 2));

        static IEnumerable<string> Nodes(string mode, float scale) => new OnnxModel(13).Input("x", -1, 3, 4, 4).Output("y")
            .Floats("scales", [4], 1, 1, scale, scale).Node("Resize", ["x", "", "scales"], "y", ("mode", mode)).Import().Graph.Nodes.Select(n => n.GetType().Name);
    }

    [Theory]
    [InlineData("coordinate_transformation_mode", "sideways")]
    [InlineData("mode", "area")]
    [InlineData("nearest_mode", "simple")]
    public void OtherModesAreRefused(string attribute, string value) => Assert.Contains(
        value,
        new OnnxModel(13).Input("x", -1, 4).Output("y").Floats("scales", [2], 1, 2).Node("Resize", ["x", "", "scales"], "y", (attribute, value))
            .Refused(DiagnosticCodes.UnsupportedOperator).Message,
        StringComparison.Ordinal);

    [Fact]
    public void AntialiasIsRefused() => Assert.Contains(
        "antialias",
        new OnnxModel(18).Input("x", -1, 4).Output("y").Floats("scales", [2], 1, 0.5f).Node("Resize", ["x", "", "scales"], "y", ("antialias", 1L), ("mode", "linear"))
            .Refused(DiagnosticCodes.UnsupportedOperator).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData(0f, DiagnosticCodes.InvalidGraph)]
    [InlineData(-1f, DiagnosticCodes.InvalidGraph)]
    [InlineData(float.NaN, DiagnosticCodes.InvalidGraph)]
    [InlineData(1e30f, DiagnosticCodes.InvalidGraph)]
    [InlineData(5e8f, DiagnosticCodes.TensorTooLarge)]
    public void ScalesThatMakeNoAxisAreRefused(float scale, string code) => _ = new OnnxModel(13).Input("x", -1, 4).Output("y")
        .Floats("scales", [2], 1, scale).Node("Resize", ["x", "", "scales"], "y", ("mode", "linear")).Refused(code);

    [Fact]
    public void WhatIsResizedIsNoBatch() => Assert.False(SampleForm.HasBatch(new OnnxModel(13).Input("x", -1, 4).Output("y")
        .Floats("scales", [2], 2, 1).Node("Resize", ["x", "", "scales"], "y").Import().Graph));

    [Theory]
    [InlineData("linear", new[] { -1f, 5, 6, 7, 8, 9, -1 })]
    [InlineData("nearest", new[] { -1f, 5, 6, 7, 8, 9, -1 })]
    public void PlacesOutsideOfTheRegionAreFilled(string mode, float[] expected)
    {
        // The places are −1 to 5 of five elements.
        var model = new OnnxModel(13).Input("x", -1, 1, 5).Output("y").Floats("region", [6], 0, 0, -0.25f, 1, 1, 1.25f).Integers("sizes", 1, 1, 7)
            .Node("Resize", ["x", "region", "", "sizes"], "y", ("mode", mode), ("coordinate_transformation_mode", "tf_crop_and_resize"), ("extrapolation_value", -1f));
        Assert.Equal(expected, model.Run(1, [5, 6, 7, 8, 9]));
    }

    [Fact]
    public void UpsampleIsItsOlderName()
    {
        var model = new OnnxModel(8).Input("x", -1, 1, 1, 2).Output("y").Node("Upsample", ["x"], "y", ("scales", new[] { 1f, 1f, 1f, 2f }), ("mode", "linear"));
        Assert.Equal([0f, 1f, 2f, 2f], model.Run(1, [0, 2]));
    }
}
