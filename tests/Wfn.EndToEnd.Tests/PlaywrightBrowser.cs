using Microsoft.Playwright;

namespace Wfn.EndToEnd.Tests;

/// <summary>The machine's own Chromium, driven by Playwright: real clicks, and what a page says while they happen.</summary>
internal sealed class PlaywrightBrowser : IAsyncDisposable
{
    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private PlaywrightBrowser(IPlaywright playwright, IBrowser browser)
    {
        this.playwright = playwright;
        this.browser = browser;
    }

    public static async Task<PlaywrightBrowser> Start()
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium.Path, Args = ["--no-sandbox"] });
        return new PlaywrightBrowser(playwright, browser);
    }

    public Task<IPage> NewPage(BrowserNewPageOptions options) => browser.NewPageAsync(options);

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
