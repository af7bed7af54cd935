import type { Browser, Locator, Page } from 'playwright-core';
import type { Login } from '../../../scripts/n8n/EditorApi';
import { FormPage } from './formPage';
import { screenshotFile } from './screenshots';

const PAGE_LIMIT_MS = 60_000;

/** n8n's editor as a person sees it. */
export class EditorPage {
  private constructor(private readonly page: Page) {}

  /** Signs in through the form: the session is bound to the browser that made it (reference n8n 6). */
  static async signIn(browser: Browser, url: string, login: Login): Promise<EditorPage> {
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
    page.setDefaultTimeout(PAGE_LIMIT_MS);
    await page.goto(`${url}/signin`);
    await page.locator('input[type="email"]').fill(login.email);
    await page.locator('input[type="password"]').fill(login.password);
    await page.getByTestId('form-submit-button').click();
    await page.waitForURL((address) => !address.pathname.startsWith('/signin'));
    return new EditorPage(page);
  }

  /** Opens a workflow and fits it into the window. */
  async openWorkflow(url: string, workflowId: string): Promise<void> {
    await this.page.goto(`${url}/workflow/${workflowId}`);
    await this.page.getByTestId('canvas-node').first().waitFor();
    await this.page.locator('body').press('1');
  }

  /** The names of the nodes on the canvas. */
  async nodeNames(): Promise<string[]> {
    const names = await this.page
      .getByTestId('canvas-node')
      .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-node-name') ?? ''));
    return names.sort();
  }

  /** How many nodes the editor shows as not installed (a question mark instead of an icon). */
  unknownNodes(): Promise<number> {
    return this.page.getByTestId('node-not-installed').count();
  }

  /** Presses "Execute workflow", the button at the bottom of the canvas. */
  async execute(): Promise<void> {
    await this.executeButton().click();
  }

  /** The button's words: with several triggers it names the one it starts with. */
  async executeLabel(): Promise<string> {
    return (await this.executeButton().innerText()).replace(/\s+/g, ' ').trim();
  }

  /** Presses the same button of a workflow that begins with a form, and allows it to run in our name. */
  async executeForm(): Promise<FormPage> {
    const popup = this.page.waitForEvent('popup');
    await this.execute();
    return FormPage.of(await popup);
  }

  private executeButton(): Locator {
    return this.page.locator('[data-test-id="execute-workflow-button"]');
  }

  /** Opens a node's panel and returns the labels of the parameters it shows. */
  async openPanel(nodeName: string): Promise<string[]> {
    const node = this.page.locator(`[data-test-id="canvas-node"][data-node-name="${nodeName}"]`);
    await node.dblclick();
    const parameters = this.page.getByTestId('node-parameters').first();
    await parameters.waitFor();
    return (await parameters.innerText()).split('\n').map((line) => line.trim());
  }

  async screenshot(name: string): Promise<string> {
    const path = screenshotFile(name);
    await this.page.screenshot({ path });
    return path;
  }
}
