namespace Wfn.Build.Tests;

public sealed class ArtifactLocationTests
{
    private static readonly string Project = Path.Combine(Path.GetTempPath(), "work", "app");

    [Theory]
    [InlineData("digits.onnx", "digits.wfn")]
    [InlineData("models/digits.v1.2.onnx", "models/digits.v1.2.wfn")]
    [InlineData("models/mobile/digits.onnx", "models/mobile/digits.wfn")]
    [InlineData("my models/di@gits (größe).onnx", "my models/di@gits (größe).wfn")]
    public void AModelInTheProjectKeepsItsPlace(string model, string expected) =>
        Assert.Equal(expected, ArtifactLocation.RelativePath(Project, Path.Combine(Project, model)));

    [Theory]
    [InlineData("../shared/digits.onnx")]
    [InlineData("../digits.onnx")]
    [InlineData("../../digits.onnx")]
    [InlineData("../app.other/digits.onnx")]
    public void AModelFromElsewhereKeepsItsNameInAFolderOfItsOwn(string model) => Assert.Matches(
        "^[0-9a-f]{8}/digits\\.wfn$",
        ArtifactLocation.RelativePath(Project, Path.GetFullPath(Path.Combine(Project, model))));

    [Fact]
    public void EqualNamesInDifferentFoldersDoNotMeet()
    {
        string[] models = ["digits.onnx", "a/digits.onnx", "b/digits.onnx", "../digits.onnx", "../a/digits.onnx", "a b/digits.onnx", "a@b/digits.onnx"];

        var paths = models.Select(m => ArtifactLocation.RelativePath(Project, Path.GetFullPath(Path.Combine(Project, m))));

        Assert.Equal(models.Length, paths.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void ThePlaceDoesNotDependOnWhereTheProjectLies() => Assert.Equal(
        ArtifactLocation.RelativePath(Project, Path.GetFullPath(Path.Combine(Project, "../x/d.onnx"))),
        ArtifactLocation.RelativePath(Project + "2/app", Path.GetFullPath(Path.Combine(Project + "2/app", "../x/d.onnx"))));
}
