using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Wfn.Generator.Tests.Driver;

/// <summary>Diagnostics stand where the fault is.</summary>
public class DiagnosticPositionTests
{
    [Fact]
    public void ADamagedArtifactIsToldAtItsLine()
    {
        var text = Models.Calibrated(0.5f, 1);
        var line = Array.FindIndex(text.Split('\n'), l => l.StartsWith("node ", StringComparison.Ordinal));

        var error = Assert.Single(new DrivenProject().WithModel("models/digits.wfn", text.Replace("inputs=[\"x\"", "inputs=[\"z\"", StringComparison.Ordinal)).Run().Diagnostics);

        Assert.Equal(("WFN2001", DiagnosticSeverity.Error), (error.Id, error.Severity));
        AssertAt(error, "models/digits.wfn", (line, 0), (line, 0));
    }

    [Fact]
    public void WhatIsWrongWithAWholeFileIsToldAtItsStart()
    {
        var project = new DrivenProject()
            .WithModel("a.wfn", Models.NotCalibrated(0.5f, 1))
            .WithModel("b.wfn", Models.Calibrated(0.5f, 1), ("Numerics", "Float16"))
            .WithModel("c.wfn", Models.Calibrated(0.5f, 1), ("MaxAccuracyLoss", "0.01"))
            .WithModel("d.wfn", Models.Calibrated(0.5f, 1), ("ClassName", "not a name"))
            .WithModel("e.wfn", "wfn 99\n");

        var diagnostics = project.Run().Diagnostics.OrderBy(d => d.Location.GetLineSpan().Path, StringComparer.Ordinal).ToArray();

        Assert.Equal(["WFN4002", "WFN4006", "WFN4005", "WFN4004", "WFN2002"], diagnostics.Select(d => d.Id));
        Assert.Equal(DiagnosticSeverity.Info, diagnostics[0].Severity);
        Assert.All(diagnostics.Zip(["a.wfn", "b.wfn", "c.wfn", "d.wfn", "e.wfn"]), pair => AssertAt(pair.First, pair.Second, (0, 0), (0, 0)));
        Assert.All(diagnostics, d => Assert.Contains($"docs/diagnostics/{d.Id}.md", d.Descriptor.HelpLinkUri, StringComparison.Ordinal));
    }

    [Fact]
    public void WhatABuildMadeIsToldAtTheModelThatItWasMadeOf()
    {
        var project = new DrivenProject()
            .WithModel("obj/Debug/net10.0/wfn/models/a.wfn", Models.Calibrated(0.5f, 1).Replace("inputs=[\"x\"", "inputs=[\"z\"", StringComparison.Ordinal), ("Item", "models/a.onnx"))
            .WithModel("obj/Debug/net10.0/wfn/models/b_c-01234567.wfn", Models.Calibrated(0.5f, 1), ("Item", @"models/b\u003Ac.onnx"), ("ClassName", @"a\u0023b"));

        var diagnostics = project.Run().Diagnostics.OrderBy(d => d.Location.GetLineSpan().Path, StringComparer.Ordinal).ToArray();

        Assert.Equal(["WFN2001", "WFN4004"], diagnostics.Select(d => d.Id));
        AssertAt(diagnostics[0], "models/a.onnx", (0, 0), (0, 0));
        AssertAt(diagnostics[1], "models/b_c.onnx", (0, 0), (0, 0));
        Assert.StartsWith("'models/b:c.onnx': ", diagnostics[1].GetMessage(null), StringComparison.Ordinal);
        Assert.Contains("'a#b'", diagnostics[1].GetMessage(null), StringComparison.Ordinal);
        Assert.All(diagnostics, d => Assert.DoesNotContain("obj/", d.GetMessage(null), StringComparison.Ordinal));
    }

    [Fact]
    public void WhatTheBuildFoundIsToldByTheCompiler()
    {
        var project = new DrivenProject().WithModel(
            "obj/a.wfn", Models.Calibrated(0.5f, 1), ("Item", "a.onnx"), ("Warnings", @"WFN3011 the outputs changed\u000AWFN3013 fixed point is too coarse"));

        var diagnostics = project.Run().Diagnostics.OrderBy(d => d.Id, StringComparer.Ordinal).ToArray();

        Assert.Equal([("WFN3011", "the outputs changed"), ("WFN3013", "fixed point is too coarse")], diagnostics.Select(d => (d.Id, d.GetMessage(null))));
        Assert.All(diagnostics, d => Assert.Equal(DiagnosticSeverity.Warning, d.Severity));
        Assert.All(diagnostics, d => AssertAt(d, "a.onnx", (0, 0), (0, 0)));
    }

    [Fact]
    public void AModelThatNobodyHasIsToldAtTheAttribute()
    {
        var code = "namespace Demo;\n\n[System.Obsolete, Wfn.WfnModel(\n    \"digit\")]\nstatic partial class Digits;\n";

        var error = Assert.Single(new DrivenProject().WithModel("digits.wfn", Models.Calibrated(0.5f, 1)).WithCode("src/Digits.cs", code).Run().Diagnostics);

        Assert.Equal("WFN4004", error.Id);
        Assert.Equal("no WfnModel item is called 'digit'; there are 'digits'", error.GetMessage(null));
        AssertAt(error, "src/Digits.cs", (2, 18), (3, 12));
        Assert.Equal("Wfn.WfnModel(\n    \"digit\")", SourceText.From(code).ToString(error.Location.SourceSpan));
    }

    private static void AssertAt(Diagnostic diagnostic, string path, (int Line, int Column) start, (int Line, int Column) end)
    {
        var span = diagnostic.Location.GetLineSpan();
        Assert.Equal(path, span.Path);
        Assert.Equal(start, (span.StartLinePosition.Line, span.StartLinePosition.Character));
        Assert.Equal(end, (span.EndLinePosition.Line, span.EndLinePosition.Character));
    }
}
