namespace Wfn.Build.Tests;

/// <summary>The real 'dotnet watch', which builds and starts an app again when its model changes.</summary>
public sealed class WatchTests
{
    [Fact]
    public void AnotherModelStartsTheAppAgain()
    {
        using var app = new BuildCase("Watch");
        app.AddModel("digits.onnx");
        using var watch = app.Start("watch", "--non-interactive", "--no-hot-reload", "run");
        var first = watch.WaitForLine("scores ", 1);

        app.AddOtherModel("digits.onnx");

        Assert.NotEqual(first, watch.WaitForLine("scores ", 2));
    }
}
