using System.Globalization;
using System.Text.RegularExpressions;

namespace Wfn.EndToEnd.Tests;

/// <summary>A TorchSharp module that the sample trains and fixes, and the C# that a build makes of it.</summary>
[Collection(EndToEndOfTheTool.Name)]
public sealed partial class TrainYourOwnTests(PackedFeed feed)
{
    [Fact]
    public void AModuleOfOnesOwnBecomesGeneratedCode()
    {
        var app = new Consumer(
            feed,
            "Spirals",
            "net10.0",
            $"""
            <PackageReference Include="Wfn.Build" Version="{feed.Version}" PrivateAssets="all" />
            <WfnModel Include="spirals.wfn" ClassName="SpiralModel" />
            <Compile Include="{Samples.Folder("TrainYourOwn")}/Spirals.cs" />
            """,
            "<OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings><NoWarn>CA5394</NoWarn>");
        app.Write(
            "Program.cs",
            """
            using System.Globalization;
            using Spirals;

            var (points, labels) = TrainYourOwn.Spirals.Draw(1000, seed: 2);
            var right = Enumerable.Range(0, labels.Length).Count(i => SpiralModel.Classify(points.AsSpan(2 * i, 2)) == labels[i]);
            Console.WriteLine((right / 1000.0).ToString("F3", CultureInfo.InvariantCulture));
            """);

        var output = ChildProcess.Dotnet(Samples.Folder("TrainYourOwn"), "run", "-c", "Release", "-v", "q", "--", app.PathTo("spirals.wfn"));

        var told = Told().Match(output);
        Assert.True(told.Success, output);
        double Number(int group) => double.Parse(told.Groups[group].Value, CultureInfo.InvariantCulture);
        Assert.InRange(Number(1), 0.97, 1);
        Assert.InRange(Number(2), Number(1) - 0.03, 1);
        Assert.InRange(Number(3), 2, 60);

        // Float32 code from the artifact answers as the fixed module did.
        app.Build();
        Assert.Equal(Number(2), double.Parse(Assert.Single(app.Run()), CultureInfo.InvariantCulture), 0.002);
    }

    [GeneratedRegex(@"accuracy (0\.\d+|1\.000) -> (0\.\d+|1\.000), (\d+) different values")]
    private static partial Regex Told();
}
