using Microsoft.CodeAnalysis;

namespace Wfn.Generator.Tests.Driver;

/// <summary>Classes that name their model in code, by <c>[WfnModel("…")]</c>.</summary>
public class ModelAttributeTests
{
    private readonly DrivenProject project = new DrivenProject().WithModel("models/digits.wfn", Models.Calibrated(0.5f, 1));

    [Theory]
    [InlineData("namespace Own.Place; [Wfn.WfnModel(\"digits\")] public static partial class Recogniser;", "Own.Place.Recogniser", Accessibility.Public)]
    [InlineData("namespace Own { using Wfn; [WfnModel(\"DIGITS\")] internal static partial class D; }", "Own.D", Accessibility.Internal)]
    [InlineData("[Wfn.WfnModel(\"digits\")] static partial class Digits;", "Digits", Accessibility.Internal)]
    [InlineData("[Wfn.WfnModelAttribute(model: \"digits\")] static partial class Größe { public static int Own => 1; }", "Größe", Accessibility.Internal)]
    [InlineData("static partial class Digits; [Wfn.WfnModel(\"digits\")] partial class Digits;", "Digits", Accessibility.Internal)]
    public void TheClassIsCompletedWhereItIs(string code, string name, Accessibility accessibility)
    {
        var run = project.WithCode("Code.cs", code).Run();

        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Complaints());
        Assert.Equal([name + ".Kernels.g.cs", name + ".Tables.g.cs", name + ".g.cs"], run.Files);
        var type = run.Compilation.GetTypeByMetadataName(name)!;
        Assert.Equal(accessibility, type.DeclaredAccessibility);
        Assert.NotEmpty(type.GetMembers("Infer"));
    }

    [Fact]
    public void ItsNameAndNamespaceTakePrecedenceOverTheItems()
    {
        var run = new DrivenProject()
            .WithModel("digits.wfn", Models.Calibrated(0.5f, 1), ("ClassName", "Other"), ("Namespace", "Elsewhere"))
            .WithCode("Code.cs", "[Wfn.WfnModel(\"digits\")] static partial class Digits;").Run();

        Assert.Equal(["Digits.Kernels.g.cs", "Digits.Tables.g.cs", "Digits.g.cs"], run.Files);
    }

    [Theory]
    [InlineData("[Wfn.WfnModel(\"digits\")] partial class Digits;", "it is not static")]
    [InlineData("static class Outer { [Wfn.WfnModel(\"digits\")] static partial class Digits; }", "it is nested in another type")]
    [InlineData("[Wfn.WfnModel(\"digits\")] static partial class Digits<T>;", "it is generic")]
    [InlineData("[Wfn.WfnModel(\"digits\")] file static partial class Digits;", "it is local to its file")]
    [InlineData("[Wfn.WfnModel(\"digits\")] static partial class @event;", "its name or its namespace's holds a keyword")]
    [InlineData("namespace My.@class; [Wfn.WfnModel(\"digits\")] static partial class Digits;", "its name or its namespace's holds a keyword")]
    public void AClassThatCannotBeCompletedIsTold(string code, string reason)
    {
        var run = project.WithCode("Code.cs", code).Run();

        var error = Assert.Single(run.Diagnostics);
        Assert.Equal("WFN4004", error.Id);
        Assert.Contains($"cannot be completed: {reason};", error.GetMessage(null), StringComparison.Ordinal);
        Assert.Equal("Wfn.WfnModel(\"digits\")", code[error.Location.SourceSpan.Start..error.Location.SourceSpan.End]);

        // The model becomes the class that it would be without the attribute.
        Assert.Contains("Demo.Digits.g.cs", run.Files);
    }

    [Fact]
    public void AClassThatIsNotPartialIsTold()
    {
        var run = project.WithCode("Code.cs", "[Wfn.WfnModel(\"digits\")] static class Digits;").Run();

        Assert.Contains("it is not partial", Assert.Single(run.Diagnostics).GetMessage(null), StringComparison.Ordinal);
        Assert.Empty(run.Complaints());
    }

    [Theory]
    [InlineData("", "no WfnModel item is called ''; there are 'digits'")]
    [InlineData("digits.wfn", "no WfnModel item is called 'digits.wfn'; there are 'digits'")]
    public void AModelThatNobodyHasIsTold(string model, string message)
    {
        var run = project.WithCode("Code.cs", $"[Wfn.WfnModel(\"{model}\")] static partial class Digits;").Run();

        Assert.Equal(message, Assert.Single(run.Diagnostics).GetMessage(null));
        Assert.Contains("Demo.Digits.g.cs", run.Files);
    }

    [Fact]
    public void ASecondClassOfOneModelIsTold()
    {
        var run = project.WithCode(
            "Code.cs", "[Wfn.WfnModel(\"digits\")] static partial class First; [Wfn.WfnModel(\"digits\")] static partial class Second;").Run();

        var error = Assert.Single(run.Diagnostics);
        Assert.Equal("the model 'digits' is named by another class already", error.GetMessage(null));
        Assert.Equal(54, error.Location.GetLineSpan().StartLinePosition.Character);
        Assert.Contains("First.g.cs", run.Files);
        Assert.DoesNotContain("Second.g.cs", run.Files);
    }

    [Fact]
    public void TwoAttributesOnOneClassAreTheCompilersErrorOnly()
    {
        var run = project.WithModel("letters.wfn", Models.Calibrated(0.25f, 1))
            .WithCode("Code.cs", "[Wfn.WfnModel(\"digits\"), Wfn.WfnModel(\"letters\")] static partial class Digits;").Run();

        Assert.Contains("CS0579", Assert.Single(run.Complaints()), StringComparison.Ordinal);
        Assert.Contains("Digits.g.cs", run.Files);
        Assert.Contains("Demo.Letters.g.cs", run.Files);
    }

    [Fact]
    public void OneNameOfTwoModelsIsTold()
    {
        var run = project.WithModel("more/digits.wfn", Models.Calibrated(0.25f, 1), ("ClassName", "More"))
            .WithCode("Code.cs", "[Wfn.WfnModel(\"digits\")] static partial class Own;").Run();

        Assert.Equal("2 WfnModel items are called 'digits'; rename the files of all but one", Assert.Single(run.Diagnostics).GetMessage(null));
        Assert.Contains("Demo.Digits.g.cs", run.Files);
        Assert.Contains("Demo.More.g.cs", run.Files);
    }

    [Fact]
    public void TwoModelsThatWouldBecomeOneClassAreTold()
    {
        var run = project.WithModel("more/digits.wfn", Models.Calibrated(0.25f, 1)).Run();

        var error = Assert.Single(run.Diagnostics);
        Assert.Equal(
            "'more/digits.wfn' and 'models/digits.wfn' would both become the class 'Demo.Digits'; give one of the items another ClassName or Namespace",
            error.GetMessage(null));
        Assert.Equal("more/digits.wfn", error.Location.GetLineSpan().Path);
    }

    [Theory]
    [InlineData("DIGITS", "Demo", "'Demo.DIGITS' and 'Demo.Digits'")]
    [InlineData("Kernels", "Demo.Digits", "'Demo.Digits.Kernels' and 'Demo.Digits'")]
    public void TwoModelsWhoseFilesWouldHaveOneNameAreTold(string className, string ofNamespace, string classes)
    {
        var run = project.WithModel("z.wfn", Models.Calibrated(0.25f, 1), ("ClassName", className), ("Namespace", ofNamespace)).Run();

        Assert.Equal(
            $"'z.wfn' and 'models/digits.wfn' would become the classes {classes}, whose files would have the same name; "
                + "give one of the items another ClassName or Namespace",
            Assert.Single(run.Diagnostics).GetMessage(null));
        Assert.Empty(run.Complaints());
    }

    [Fact]
    public void TheAttributeOfAnotherProjectIsNotInTheWay()
    {
        var library = new DrivenProject().WithCode("A.cs", "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"driven\")]").Run();

        var run = project.WithReference(library.Compilation).WithCode("Code.cs", "[Wfn.WfnModel(\"digits\")] static partial class Digits;").Run();

        Assert.Empty(run.Complaints());
    }
}
