extern alias WfnGenerator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using WfnGenerator::Wfn.Generator.Emit;

namespace Wfn.Generator.Tests.Inspection;

/// <summary>What is read of C# without a compiler is what the compiler reads.</summary>
public class SourceTokensTests
{
    [Fact]
    public void EveryKernelIsReadAsTheCompilerReadsIt()
    {
        var files = Directory.GetFiles(Repository.PathTo("src/Wfn.Kernels"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).ToArray();
        Assert.True(files.Length > 50, $"{files.Length} files");

        Assert.All(files, file =>
        {
            var lines = File.ReadAllText(file).ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimStart().StartsWith('#') ? "" : line);
            AssertSame(string.Join('\n', lines));
        });
    }

    [Theory]
    [InlineData("x = 0x1E+5; y = 1e-5f; z = 1.5e+3; a..b; r = 0..n; 1_000UL; 5.ToString()")]
    [InlineData("s = \"a\\\"b\\\\\" + 'c' + '\\'' + '\"' + \"text\"u8; // not, \"this\n /* nor 'this */ t")]
    [InlineData("global::System.Span<int> a = new(3); $\"x{y}z\" ;")]
    [InlineData("// to the end")]
    public void LiteralsAndCommentsEndWhereTheyDo(string text) => AssertSame(text);

    [Theory]
    [InlineData("@\"a\"")]
    [InlineData("\"\"\"a\"\"\"")]
    [InlineData("\"a")]
    public void WhatIsNotReadIsRefused(string text) => Assert.Throws<FormatException>(() => SourceTokens.Of(text));

    [Fact]
    public void WordsAndIdentifiersAreTheCompilers()
    {
        var words = Enum.GetValues<SyntaxKind>().Select(SyntaxFacts.GetText).Where(t => t.Length > 0 && (char.IsLetter(t[0]) || t[0] == '_')).Distinct().ToArray();
        Assert.True(words.Length > 100, $"{words.Length} words");
        Assert.Equal(words.Where(w => SyntaxFacts.GetKeywordKind(w) != SyntaxKind.None), words.Where(CSharpWords.IsReserved));
        Assert.Equal(
            words.Where(w => SyntaxFacts.GetKeywordKind(w) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(w) != SyntaxKind.None),
            words.Where(CSharpWords.IsKeyword));

        var characters = Enumerable.Range(0, 1 << 16).Select(c => (char)c).ToArray();
        Assert.Equal(characters.Where(SyntaxFacts.IsIdentifierStartCharacter), characters.Where(CSharpWords.StartsIdentifier));
        Assert.Equal(characters.Where(SyntaxFacts.IsIdentifierPartCharacter), characters.Where(CSharpWords.ContinuesIdentifier));
    }

    private static bool IsLiteral(SyntaxToken token) =>
        token.Text is ['"' or '\'' or '$', ..] || (token.Text is [var first, ..] && char.IsDigit(first));

    // Longer punctuation is one token of the compiler's and several of ours; what matters is where words and literals are.
    private static void AssertSame(string text)
    {
        var expected = SyntaxFactory.ParseTokens(text)
            .Where(t => t.IsKind(SyntaxKind.IdentifierToken) || SyntaxFacts.IsKeywordKind(t.Kind()) || IsLiteral(t))
            .Select(t => t.Text);
        var actual = SourceTokens.Of(text).Where(t => t.Kind != SourceTokenKind.Punctuation).Select(t => text.Substring(t.Start, t.Length));
        Assert.Equal(expected, actual);
    }
}
