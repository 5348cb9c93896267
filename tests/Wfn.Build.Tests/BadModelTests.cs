using Microsoft.Build.Framework;
using Wfn.Diagnostics;
using static Wfn.Build.Tests.TestProject;

namespace Wfn.Build.Tests;

public sealed class BadModelTests : IDisposable
{
    private readonly TestProject project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public void AMissingFile() => AssertRefused(DiagnosticCodes.FileNotReadable, "exist");

    [Fact]
    public void AMissingArtifact()
    {
        var run = project.Run(Item("digits.wfn"));

        Assert.False(run.Succeeded);
        Assert.Equal((DiagnosticCodes.FileNotReadable, "digits.wfn"), (run.Engine.Errors.Single().Code, run.Engine.Errors.Single().File));
    }

    [Fact]
    public void AFileThatIsNoModel()
    {
        File.WriteAllText(project.PathTo("digits.onnx"), "Dear build, please find my network attached.");
        AssertRefused(DiagnosticCodes.NotAModel);
    }

    [Fact]
    public void AnEmptyFile()
    {
        File.WriteAllText(project.PathTo("digits.onnx"), "");
        AssertRefused(DiagnosticCodes.NotAModel);
    }

    [Fact]
    public void ATruncatedFile()
    {
        var bytes = File.ReadAllBytes(Repository.Model("fashion-cnn.onnx"));
        File.WriteAllBytes(project.PathTo("digits.onnx"), bytes[..(bytes.Length / 2)]);
        AssertRefused(DiagnosticCodes.NotAModel);
    }

    [Fact]
    public void AWeightThatIsNotANumber()
    {
        // Eight bytes of ones in the midst of the weights hold a whole NaN, wherever the floats begin.
        var bytes = File.ReadAllBytes(Repository.Model("fashion-cnn.onnx"));
        bytes.AsSpan(bytes.Length / 2, 8).Fill(0xFF);
        File.WriteAllBytes(project.PathTo("digits.onnx"), bytes);
        AssertRefused(DiagnosticCodes.NonFiniteWeight);
    }

    [Fact]
    public void OperatorsThatAreNotSupportedAreAllNamedAtOnce()
    {
        File.WriteAllBytes(project.PathTo("digits.onnx"), TinyModel.Bytes(["Wobble", "Relu", "Unique"], [1, 4], 4));
        AssertRefused(DiagnosticCodes.UnsupportedOperator, "Wobble", "Unique", "node0", "node2");
    }

    [Fact]
    public void DimensionsBeyondWhatTheFileCanHold()
    {
        File.WriteAllBytes(project.PathTo("digits.onnx"), TinyModel.Bytes(["Add"], [1 << 20, 1 << 10], 4));
        AssertRefused(DiagnosticCodes.TensorTooLarge, "weight");
    }

    [Fact]
    public void AFileOfAnotherKind()
    {
        File.WriteAllText(project.PathTo("digits.pt"), "");
        var error = Assert.Single(project.Run(Item("digits.pt")).Engine.Errors);
        Assert.Equal((DiagnosticCodes.NotAModel, "digits.pt"), (error.Code, error.File));
    }

    [Fact]
    public void ABadModelAfterAGoodOneOfThatNameFailsEveryBuildUntilItIsGoodAgain()
    {
        project.AddLayers("digits.onnx");
        Assert.True(project.Run(Item("digits.onnx")).Succeeded);
        File.WriteAllText(project.PathTo("digits.onnx"), "spoiled");

        Assert.False(project.Run(Item("digits.onnx")).Succeeded);
        Assert.False(project.Run(Item("digits.onnx")).Succeeded);

        project.AddLayers("digits.onnx");
        Assert.True(project.Run(Item("digits.onnx")).Succeeded);
    }

    private void AssertRefused(string code, params string[] words)
    {
        var run = project.Run(Item("digits.onnx"));

        var error = Assert.Single(run.Engine.Errors);
        Assert.False(run.Succeeded);
        Assert.Empty(run.Artifacts);
        Assert.Equal(code, error.Code);
        Assert.EndsWith("digits.onnx", error.File, StringComparison.Ordinal);
        Assert.EndsWith($"docs/diagnostics/{code}.md", error.HelpLink, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain(run.Engine.Messages.Cast<LazyFormattedBuildEventArgs>().Append(error), m => m.Message!.Contains("   at ", StringComparison.Ordinal));
        Assert.Empty(project.Outputs);
    }
}
