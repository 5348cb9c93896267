using Wfn.KernelTemplates;

namespace Wfn.Kernels.Tests.Templates;

/// <summary>The language of the kernels' templates.</summary>
public class TemplateTests
{
    [Theory]
    [InlineData("Add(a, b); // 5 > 4", "Add(a, b); // 5 > 4")]
    [InlineData("@for p = 0..2\nsum$p = x$(2 * (p + 1) - 1);\n@end", "sum0 = x1;\nsum1 = x3;\nsum2 = x5;")]
    [InlineData("@for p = 1..0\nnever\n@end\nalways", "always")]
    [InlineData("@for n in 8, 7 - 3, 1\nRun$(n)x2();\n@end", "Run8x2();\nRun4x2();\nRun1x2();")]
    [InlineData("@for p = 0..1\n@for v = 0..p\n$p$v\n@end\n@end", "00\n10\n11")]
    [InlineData("@for n in 1, 2\n@if n > 1\nmany\n@else\none\n@end\n@end", "one\nmany")]
    [InlineData("@for n = 0..3\n$pick(n; x; Add(ref x, p$n); )\n@end", "x\nAdd(ref x, p1)\n\n")]
    [InlineData("@for v = 0..1\n$list(p = 0..2; sum$p$v = bias$v);\n@end", "sum00 = bias0, sum10 = bias0, sum20 = bias0;\nsum01 = bias1, sum11 = bias1, sum21 = bias1;")]
    [InlineData("@for n in 2\n$list(p in 3, 1; $pick(p - 1; one; f($n); many))\n@end", "many, one")]
    public void DirectivesAndValuesGiveTheirText(string template, string expected) =>
        Assert.Equal(expected + "\n", Template.Parse("t", template).Render());

    [Theory]
    [InlineData("==", "0 1 0")]
    [InlineData("!=", "1 0 1")]
    [InlineData("<", "1 0 0")]
    [InlineData("<=", "1 1 0")]
    [InlineData(">", "0 0 1")]
    [InlineData(">=", "0 1 1")]
    public void ConditionsCompare(string comparison, string expected) => Assert.Equal(
        expected.Replace(' ', '\n') + "\n",
        Template.Parse("t", $"@for n = 1..3\n@if n {comparison} 2\n1\n@else\n0\n@end\n@end").Render());

    [Fact]
    public void InsertedLinesMoveInAndHaveTheValuesOfTheirPlace() => Assert.Equal(
        "    a1\n        b1\n\na2\n    b2\n\n",
        Template.Parse("t", "@define Lines\na$n\n    b$n\n\n@end\n@for n in 1\n    @insert Lines\n@end\n@for n in 2\n@insert Lines\n@end").Render());

    [Fact]
    public void NothingStandsBetweenTheLastRepetitionAndABrace() => Assert.Equal(
        "{\n    1\n\n    2\n}\n", Template.Parse("t", "{\n@for n = 1..2\n    $n\n\n@end\n}").Render());

    [Theory]
    [InlineData("a\n@for p = 0..1\nb", "t(2): there is no @end")]
    [InlineData("a\n@end", "t(2): @end has no beginning")]
    [InlineData("@for p = 0..1\n@else\n@end", "t(2): @else belongs to an @if")]
    [InlineData("@repeat 3", "t(1): there is no directive @repeat 3")]
    [InlineData("a\nsum$p", "t(2): p has no value here")]
    [InlineData("@insert Lines", "t(1): no lines Lines are defined above")]
    [InlineData("$(1 + )", "t(1): there is no name at column 7 of '$(1 + )'")]
    [InlineData("$pick(1)", "t(1): $pick has no texts at column 9 of '$pick(1)'")]
    [InlineData("$pick(0 - 1; a)", "t(1): $pick of -1")]
    [InlineData("$list(p; a)", "t(1): there is no 'in ' at column 8 of '$list(p; a)'")]
    [InlineData("@if 1 2\n@end", "t(1): the expression goes on at column 3 of '1 2'")]
    public void ErrorsNameTheirPlace(string template, string expected) =>
        Assert.Equal(expected, Assert.Throws<TemplateException>(() => Template.Parse("t", template).Render()).Message);
}
