using System.Globalization;
using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Testing.TfLite;
using static Wfn.Build.Tests.TestProject;

namespace Wfn.Build.Tests;

public sealed class ModelItemTests : IDisposable
{
    private readonly TestProject project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public void ATfLiteFileIsCompressedAsAnOnnxFileIs()
    {
        var file = new TfLiteFile();
        var y = file.Node("FULLY_CONNECTED", [file.Input(1, 6), file.Weights(4, 6), file.Weights(4)], [1, 4], (0, (byte)1));
        File.WriteAllBytes(project.PathTo("digits.tflite"), file.Output(y).ToBytes());

        var run = project.Run(Item("digits.tflite"));

        Assert.Empty(run.Engine.Errors);
        Assert.True(run.Succeeded);
    }

    [Theory]
    [InlineData("Delta", "0")]
    [InlineData("Delta", "1.5")]
    [InlineData("Delta", "NaN")]
    [InlineData("Delta", "0,01")]
    [InlineData("ZeroThreshold", "-0.1")]
    [InlineData("ZeroThreshold", "small")]
    [InlineData("Numerics", "Int8")]
    [InlineData("Kernel", "Fast")]
    [InlineData("InputShape", "1x0x28x28")]
    [InlineData("InputShape", "1x28xmany")]
    [InlineData("InputShape", "1x99999999999")]
    [InlineData("InputValues", "sr")]
    [InlineData("InputValues", "sr=fast")]
    [InlineData("MaxAccuracyLoss", "1%")]
    [InlineData("MaxAccuracyLoss", "0.01")]
    [InlineData("MaxOutputChange", "0")]
    [InlineData("MaxOutputChange", "10 %")]
    [InlineData("EmitGoldenTest", "yes")]
    public void AValueThatCannotBeUsedIsAnErrorThatNamesIt(string name, string value)
    {
        project.AddModel("fashion-cnn.onnx", "digits.onnx");

        var run = project.Run(Item("digits.onnx", (name, value)));

        var error = Assert.Single(run.Engine.Errors);
        Assert.False(run.Succeeded);
        Assert.Equal(DiagnosticCodes.BadMetadata, error.Code);
        Assert.Contains("digits.onnx", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{name}=\"{value}\"", error.Message, StringComparison.Ordinal);
        Assert.Empty(project.Outputs);
    }

    [Theory]
    [InlineData("N,4")]
    [InlineData("1x4")]
    [InlineData("value0=N,4")]
    public void AnInputShapePinsWhatTheModelLeavesOpen(string shape)
    {
        File.WriteAllBytes(project.PathTo("digits.onnx"), TinyModel.Bytes(["Gemm"], [4, 4], 16, hasOpenAxis: true));
        Assert.False(project.Run(Item("digits.onnx")).Succeeded);

        var run = project.Run(Item("digits.onnx", ("InputShape", shape)));

        Assert.True(run.Succeeded, run.Engine.Errors.FirstOrDefault()?.Message);
        var artifact = WfnReader.Read(File.ReadAllText(project.PathTo(run.Artifacts.Single().ItemSpec)), null);
        Assert.Equal(4, artifact.Graph.Inputs.Single().Shape[1]);
    }

    [Fact]
    public void AnInputOfOneElementBecomesTheConstantThatTheItemSays()
    {
        var model = new Wfn.Testing.Onnx.OnnxModel().Input("x", -1, 4).Input("sr").Output("y").Ramp("w", 0.125f, 4, 4).Node("Mul", ["x", "sr"], "s").Node("MatMul", ["s", "w"], "y");
        File.WriteAllBytes(project.PathTo("digits.onnx"), model.ToBytes());

        var run = project.Run(Item("digits.onnx", ("InputValues", "sr=0.5")));

        Assert.True(run.Succeeded, run.Engine.Errors.FirstOrDefault()?.Message);
        var artifact = WfnReader.Read(File.ReadAllText(project.PathTo(run.Artifacts.Single().ItemSpec)), null);
        Assert.Equal("x", artifact.Graph.Inputs.Single().Name);
        Assert.Contains(artifact.Graph.Parameters, parameter => parameter.Values.Contains(0.5f));
    }

    [Fact]
    public void AnInputShapeThatDoesNotFitTheModelIsTheItemsFault()
    {
        project.AddModel("fashion-cnn.onnx", "digits.onnx");

        var error = Assert.Single(project.Run(Item("digits.onnx", ("InputShape", "N,3,28,28"))).Engine.Errors);

        Assert.Equal(DiagnosticCodes.BadMetadata, error.Code);
    }

    [Fact]
    public void AWrongItemDoesNotKeepTheOthersFromTheirCheck()
    {
        project.AddModel("fashion-cnn.onnx", "digits.onnx");

        var run = project.Run(Item("digits.onnx", ("Delta", "x")), Item("missing.onnx"), Item("other.onnx", ("Kernel", "x")));

        Assert.Equal(
            [DiagnosticCodes.BadMetadata, DiagnosticCodes.FileNotReadable, DiagnosticCodes.BadMetadata],
            run.Engine.Errors.Select(e => e.Code));
    }

    [Fact]
    public void AnArtifactIsHandedOverWhereItLiesWithWhatTheGeneratorReads()
    {
        File.WriteAllText(project.PathTo("digits.wfn"), "any contents: the generator reads them");

        var run = project.Run(Item(
            "digits.wfn",
            ("Namespace", "Acme.Vision"),
            ("ClassName", "Digits"),
            ("Numerics", "fixedpoint"),
            ("Kernel", "shiftadd"),
            ("MaxAccuracyLoss", "0.0150")));

        var artifact = Assert.Single(run.Artifacts);
        Assert.True(run.Succeeded);
        Assert.Equal("digits.wfn", artifact.ItemSpec);
        Assert.Equal("true", artifact.GetMetadata("WfnModel"));
        Assert.Equal("Acme.Vision", artifact.GetMetadata("WfnNamespace"));
        Assert.Equal("Digits", artifact.GetMetadata("WfnClassName"));
        Assert.Equal("FixedPoint", artifact.GetMetadata("WfnNumerics"));
        Assert.Equal("ShiftAdd", artifact.GetMetadata("WfnKernel"));
        Assert.Equal("0.015", artifact.GetMetadata("WfnMaxAccuracyLoss"));
        Assert.Empty(run.WrittenFiles);
        Assert.Empty(project.Outputs);
    }

    [Fact]
    public void WhatHasNoEffectOnAnArtifactIsSaid()
    {
        File.WriteAllText(project.PathTo("digits.wfn"), "");

        var run = project.Run(Item("digits.wfn", ("Delta", "0.02")));

        var warning = Assert.Single(run.Engine.Warnings);
        Assert.True(run.Succeeded);
        Assert.Equal(DiagnosticCodes.BadMetadata, warning.Code);
        Assert.Contains("Delta has no effect", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileListedTwiceIsRefusedRatherThanGivenOneOfTwoMeanings()
    {
        project.AddLayers("digits.onnx");

        var run = project.Run(Item("digits.onnx"), Item("./digits.onnx", ("Delta", "0.02")));

        Assert.Equal(DiagnosticCodes.BadMetadata, Assert.Single(run.Engine.Errors).Code);
        Assert.Contains("listed twice", run.Engine.Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NumbersMeanTheSameInEveryCulture()
    {
        // The test run knows no culture but the invariant one; one with a decimal comma is made by hand.
        var before = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        try
        {
            CultureInfo.CurrentCulture = comma;
            var settings = ModelItemReader.Read(Item("a.onnx", ("Delta", "0.25")), project.Folder).Compression;
            Assert.Equal(0.25, settings.Delta);
            Assert.Contains("delta=0.25", settings.Describe(), StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
